package eddy.benchmarks;

import eddy.speed.RecurrentWork;
import eddy.speed.Work;
import eddy.tensor.Workspace;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long does a training step of a recurrent layer take, and how much does it allocate?
 *
 * <pre>{@code
 * java -jar benchmarks/target/benchmarks.jar TrainingStepBenchmark -p kind=LSTM
 * java -jar benchmarks/target/benchmarks.jar TrainingStepBenchmark -p kind=LSTM -prof gc
 * }</pre>
 *
 * <p>The second command adds {@code gc.alloc.rate.norm}, the bytes that a step allocates.
 */
// The time of one call is what users wait for; throughput would hide it.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
// Compilation differs from one JVM to the next, so that one alone proves little. The argument is
// what the command line passes too; without it the scalar kernels would be timed.
@Fork(value = 3, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
// The large layers run a few times a second only, and the compiler wants to see them often.
@Warmup(iterations = 5, time = 2)
// Long enough for several runs of the largest layer in each iteration.
@Measurement(iterations = 10, time = 2)
@State(Scope.Benchmark)
public class TrainingStepBenchmark {
  /** The cell. */
  @Param private RecurrentWork.Kind kind;

  /** Batch, steps, inputs, hidden units. */
  @Param({"32x50x64x64", "32x50x128x256", "64x50x256x512", "64x30x1024x1024"})
  private String size;

  /** How many work on it. */
  @Param({"1", "2"})
  private int threads;

  private Workspace workspace;
  private Work work;

  /** Makes the layer and its input. */
  @Setup
  public void open() {
    int[] sizes = Sizes.of(size, 4);
    workspace = new Workspace(threads);
    work = new RecurrentWork(workspace, kind, sizes[0], sizes[1], sizes[2], sizes[3]).training();
  }

  /** Ends the threads. */
  @TearDown
  public void close() {
    workspace.close();
  }

  /** Forward and backward with every gradient; no optimizer. */
  @Benchmark
  public void training() {
    work.run().run();
  }
}
