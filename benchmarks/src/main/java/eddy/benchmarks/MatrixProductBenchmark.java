package eddy.benchmarks;

import eddy.kernel.Processor;
import eddy.speed.Work;
import eddy.tensor.Tape;
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
 * What do vectors gain in a matrix product on one thread, for each layout of the operands?
 *
 * <pre>{@code
 * java -jar benchmarks/target/benchmarks.jar MatrixProductBenchmark
 * }</pre>
 *
 * <p>Both methods do the same; only an argument of their JVMs differs, by which {@link Workspace}
 * chooses the kernels.
 */
// The time of one product is what users wait for; throughput would hide it.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
// The tiles are compiled within the first second; four more let the clock rate settle.
@Warmup(iterations = 5, time = 1)
// A second holds ten of the slowest products, and ten seconds outlast a passing neighbour.
@Measurement(iterations = 10, time = 1)
@State(Scope.Benchmark)
public class MatrixProductBenchmark {
  /** Rows of the left operand, inner dimension, columns of the right one. */
  @Param({"512x512x512", "32x512x2048", "1x512x2048"})
  private String size;

  /** How the operands lie in memory. */
  @Param private Work.Layout layout;

  private Workspace workspace;
  private Work product;

  /** Makes the operands. */
  @Setup
  public void open() {
    int[] sizes = Sizes.of(size, 3);
    workspace = new Workspace(1);
    try (Tape tape = workspace.inference()) {
      Processor processor = tape.processor();
      product = Work.product(processor, sizes[0], sizes[1], sizes[2], layout);
    }
  }

  /** Ends the threads. */
  @TearDown
  public void close() {
    workspace.close();
  }

  /** With the scalar kernels. */
  // Compilation differs from one JVM to the next, so that one alone proves little.
  @Fork(3)
  @Benchmark
  public void scalar() {
    product.run().run();
  }

  /** With the vector kernels. */
  // As many as for the other, and the one argument that makes the difference.
  @Fork(value = 3, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
  @Benchmark
  public void vector() {
    product.run().run();
  }
}
