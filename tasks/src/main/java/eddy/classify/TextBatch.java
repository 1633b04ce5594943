package eddy.classify;

import java.util.List;

/**
 * Some texts of an epoch.
 *
 * @param texts ids of the tokens of each
 * @param labels numbers of the labels of each
 */
record TextBatch(int epoch, List<int[]> texts, List<int[]> labels) {}
