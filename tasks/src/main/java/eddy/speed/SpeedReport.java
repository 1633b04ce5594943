package eddy.speed;

import java.util.List;

/**
 * How fast a machine is and how close Eddy comes to it.
 *
 * @param java the version of Java
 * @param system operating system and architecture
 * @param processors how many there are
 * @param kernels the arithmetic in use: with vectors or without
 * @param threads on how many of them everything but the one-thread figures was measured
 * @param oneThread the machine on one thread
 * @param allThreads the machine on {@code threads} threads
 * @param limitAtEnd the limit on {@code threads} threads once more at the end, in GFLOP/s
 * @param rows what was measured, in order
 * @param seconds how long everything took
 */
public record SpeedReport(
    String java,
    String system,
    int processors,
    String kernels,
    int threads,
    Machine oneThread,
    Machine allThreads,
    double limitAtEnd,
    List<Row> rows,
    double seconds) {
  /** Beyond this change of the limit, something else was using the machine. */
  private static final double STEADY = 0.10;

  /**
   * What a machine can do.
   *
   * @param limitGflops fused multiply-adds, in 10^9 floating-point operations a second
   * @param bandwidth of the memory
   */
  public record Machine(double limitGflops, Bandwidth bandwidth) {}

  /** What was measured and how long one run of it takes. */
  public record Row(String name, String label, double operations, Timing timing) {
    /** 10^9 floating-point operations a second. */
    public double gflops() {
      return operations / timing.seconds() * 1e-9;
    }

    /** The time of one run in millionths of a second. */
    public double microseconds() {
      return timing.seconds() * 1e6;
    }
  }

  /** The limit that the rows are held against: the higher of both measurements. */
  public double limit() {
    return Math.max(allThreads.limitGflops, limitAtEnd);
  }

  /** A row's share of the limit at the same number of threads, in percent. */
  public double percent(Row row) {
    return 100 * row.gflops() / limit();
  }

  /** By how much the limit at the end differs from that at the start, in percent. */
  public double drift() {
    return 100 * (limitAtEnd / allThreads.limitGflops - 1);
  }

  /** Whether the limit stayed within 10 %, so that the rows can be trusted. */
  public boolean steady() {
    return Math.abs(drift()) <= 100 * STEADY;
  }
}
