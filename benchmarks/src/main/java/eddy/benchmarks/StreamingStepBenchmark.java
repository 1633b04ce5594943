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
 * How long does the next step of one stream take, with the state carried on?
 *
 * <pre>{@code
 * java -jar benchmarks/target/benchmarks.jar StreamingStepBenchmark
 * java -jar benchmarks/target/benchmarks.jar StreamingStepBenchmark -bm sample
 * }</pre>
 *
 * <p>The second command shows the percentiles: a stream feels the slowest steps, not the mean.
 */
// A stream waits for each step, so that its time counts and not how many fit into a second.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
// Compilation differs from one JVM to the next, so that one alone proves little. The argument is
// what the command line passes too; without it the scalar kernels would be timed.
@Fork(value = 3, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
// A step takes microseconds, so that a second sees it often enough to be compiled.
@Warmup(iterations = 5, time = 1)
// Thousands of steps an iteration: one second is long enough.
@Measurement(iterations = 10, time = 1)
@State(Scope.Benchmark)
public class StreamingStepBenchmark {
  /** The cell. */
  @Param private RecurrentWork.Kind kind;

  /** Batch, steps, inputs, hidden units. */
  @Param({"1x1x128x256"})
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
    work = new RecurrentWork(workspace, kind, sizes[0], sizes[1], sizes[2], sizes[3]).step();
  }

  /** Ends the threads. */
  @TearDown
  public void close() {
    workspace.close();
  }

  /** One step from the state in which the last one has ended. */
  @Benchmark
  public void step() {
    work.run().run();
  }
}
