package eddy.forecast;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What is known of a series beside its targets.
 *
 * @param past numbers known up to now only, a column each over the rows of the series
 * @param future numbers known ahead, a column each over the rows of the series and those after it
 * @param statics texts that hold for the whole series
 */
record Covariates(List<double[]> past, List<double[]> future, List<String> statics) {
  static final Covariates NONE = new Covariates(List.of(), List.of(), List.of());

  /** These for the first rows, and others for those after them. */
  Covariates followedBy(Covariates later, int rows) {
    return new Covariates(
        joined(past, later.past, rows), joined(future, later.future, rows), statics);
  }

  private static List<double[]> joined(List<double[]> first, List<double[]> second, int rows) {
    List<double[]> all = new ArrayList<>();
    for (int i = 0; i < first.size(); i++) {
      double[] both = Arrays.copyOf(first.get(i), rows + second.get(i).length);
      System.arraycopy(second.get(i), 0, both, rows, second.get(i).length);
      all.add(both);
    }
    return all;
  }

  /** For how many rows the columns that are known ahead reach. */
  int known(int rows) {
    return future.isEmpty() ? Integer.MAX_VALUE : Math.max(rows, future.getFirst().length);
  }
}
