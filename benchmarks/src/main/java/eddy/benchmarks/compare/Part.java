package eddy.benchmarks.compare;

import java.util.List;

/**
 * What one process measured: one peer at one number of threads.
 *
 * @param limit the fused multiply-add limit at that number of threads, in GFLOP/s
 * @param busy the share of the machine that other programs took before and after, the larger; more
 *     than a few percent make the figures worthless
 * @param failures the rows that could not be measured, each with its reason
 */
record Part(
    String peer,
    String version,
    int threads,
    double limit,
    double busy,
    List<Row> rows,
    List<String> failures) {}
