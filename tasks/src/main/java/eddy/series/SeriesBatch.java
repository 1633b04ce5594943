package eddy.series;

import java.util.List;

/**
 * Some sequences of an epoch.
 *
 * @param values of each, as the files have them
 * @param targets of each the number of its class, or the number itself
 */
record SeriesBatch(List<float[]> values, float[] targets) {}
