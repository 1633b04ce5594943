package eddy.benchmarks.compare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What rows of one kind have in common.
 *
 * @param worst the lowest ratio
 * @param worstRow the network that has it
 * @param ratio the geometric mean of the ratios
 */
record Group(
    String peer,
    String task,
    String cell,
    int threads,
    int rows,
    double worst,
    String worstRow,
    double ratio) {

  /** One for each peer, task, cell and number of threads, in the order of the rows. */
  static List<Group> of(List<Row> rows) {
    Map<String, List<Row>> kinds = new LinkedHashMap<>();
    for (Row row : rows) {
      String kind = String.join("/", row.peer(), row.task(), row.cell(), "" + row.threads());
      kinds.computeIfAbsent(kind, _ -> new ArrayList<>()).add(row);
    }
    return kinds.values().stream().map(Group::summary).toList();
  }

  private static Group summary(List<Row> rows) {
    Row first = rows.getFirst();
    Row worst = rows.stream().min(Comparator.comparingDouble(Row::ratio)).orElseThrow();
    return new Group(
        first.peer(),
        first.task(),
        first.cell(),
        first.threads(),
        rows.size(),
        worst.ratio(),
        worst.network(),
        geometricMean(rows.stream().mapToDouble(Row::ratio).toArray()));
  }

  static double geometricMean(double... values) {
    double sum = 0;
    for (double value : values) {
      sum += Math.log(value);
    }
    return Math.exp(sum / values.length);
  }
}
