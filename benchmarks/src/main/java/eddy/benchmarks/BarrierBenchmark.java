package eddy.benchmarks;

import eddy.kernel.Workers;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long does a team of threads take to meet, once a step of a recurrent layer, and to be called
 * together, once a layer?
 *
 * <pre>{@code
 * java -jar benchmarks/target/benchmarks.jar BarrierBenchmark
 * }</pre>
 *
 * <p>Only meaningful with as many free processors as threads.
 */
// Both are delays that a layer waits for.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
// How the threads fall onto the processors differs from one JVM to the next. No vectors here.
@Fork(3)
// Enough to compile the loops in which the threads wait.
@Warmup(iterations = 3, time = 1)
// A system's scheduler shows its moods over seconds, so there are ten.
@Measurement(iterations = 10, time = 1)
@State(Scope.Benchmark)
public class BarrierBenchmark {
  private static final int MEETINGS = 1_000;

  /** The caller included. */
  @Param({"2"})
  private int threads;

  private Workers workers;

  /** Starts the team. */
  @Setup
  public void open() {
    workers = new Workers(threads);
  }

  /** Ends the team. */
  @TearDown
  public void close() {
    workers.close();
  }

  /** One meeting of all threads within a job. */
  // A thousand in a job, so that calling the team together does not count.
  @OperationsPerInvocation(MEETINGS)
  @Benchmark
  public void meet() {
    workers.run(
        threads,
        part -> {
          for (int i = 0; i < MEETINGS; i++) {
            part.await();
          }
        });
  }

  /** A job of nothing: calling the team together and waiting for its end. */
  @Benchmark
  public void call() {
    workers.run(threads, part -> {});
  }
}
