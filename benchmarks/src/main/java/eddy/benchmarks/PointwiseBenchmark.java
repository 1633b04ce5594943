package eddy.benchmarks;

import eddy.kernel.Kernels;
import eddy.tensor.Tape;
import eddy.tensor.Workspace;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long does each function of a gate take for one element that is hot in the cache?
 *
 * <pre>{@code
 * java -jar benchmarks/target/benchmarks.jar PointwiseBenchmark
 * }</pre>
 */
// An element takes less than a nanosecond: the mean over a whole array, in nanoseconds.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(PointwiseBenchmark.COUNT)
// Compilation differs from one JVM to the next, so that one alone proves little. The argument is
// what the command line passes too; without it the scalar kernels would be timed.
@Fork(value = 3, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
// These loops are compiled within the first second.
@Warmup(iterations = 3, time = 1)
// A call takes microseconds, so that a second averages over very many.
@Measurement(iterations = 10, time = 1)
@State(Scope.Benchmark)
public class PointwiseBenchmark {
  /** Two arrays of 16 KB: what a first-level cache holds. */
  static final int COUNT = 4096;

  private final float[] x = new float[COUNT];
  private final float[] y = new float[COUNT];
  private Kernels kernels;

  /** Draws the elements from where gates are neither open nor shut. */
  @Setup
  public void open() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < COUNT; i++) {
      x[i] = random.nextFloat(-3, 3);
    }
    try (Workspace workspace = new Workspace(1);
        Tape tape = workspace.inference()) {
      kernels = tape.processor().kernels();
    }
  }

  /** The logistic function. */
  @Benchmark
  public void sigmoid() {
    kernels.sigmoid(x, 0, y, 0, COUNT);
  }

  /** The hyperbolic tangent. */
  @Benchmark
  public void tanh() {
    kernels.tanh(x, 0, y, 0, COUNT);
  }

  /** The exponential function of a softmax. */
  @Benchmark
  public void exp() {
    kernels.exp(x, 0, 3, y, 0, COUNT);
  }

  /** Dropout of one half, its random numbers included. */
  @Benchmark
  public void dropout() {
    kernels.dropout(x, 0, y, 0, COUNT, 1, 0, 1 << 23, 2);
  }
}
