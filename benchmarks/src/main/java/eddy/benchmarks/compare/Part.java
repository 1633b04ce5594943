package eddy.benchmarks.compare;

import java.util.List;

/**
 * What one process measured: one peer at one number of threads.
 *
 * @param limit the fused multiply-add limit at that number of threads, in GFLOP/s
 * @param failures the rows that could not be measured, each with its reason
 */
record Part(
    String peer,
    String version,
    int threads,
    double limit,
    List<Row> rows,
    List<String> failures) {}
