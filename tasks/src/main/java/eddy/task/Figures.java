package eddy.task;

import eddy.format.folder.Epoch;
import eddy.report.Line;
import eddy.report.LineChart;
import eddy.report.TableSection;
import eddy.report.TableSection.Best;
import eddy.report.TableSection.Column;
import eddy.report.TableSection.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/** What the report of every training shows: the figures of its end and of its epochs. */
public final class Figures {
  private Figures() {}

  /**
   * The model's figures on the validation part beside the baselines'.
   *
   * @param columns the names of the figures; one that a baseline lacks is shown as a dash
   */
  public static TableSection table(Evaluation evaluation, List<Column> columns) {
    List<Row> rows = new ArrayList<>();
    rows.add(row("this model", columns, evaluation.metrics()));
    evaluation.baselines().forEach((name, figures) -> rows.add(row(name, columns, figures)));
    return new TableSection("On the validation part", "model", columns, rows);
  }

  private static Row row(String label, List<Column> columns, SortedMap<String, Double> figures) {
    return new Row(
        label,
        columns.stream().map(column -> figures.getOrDefault(column.name(), Double.NaN)).toList());
  }

  /**
   * Which baselines are as good as the model, in a sentence.
   *
   * @param best whether the highest or the lowest of the figure is the best
   */
  public static String verdict(Evaluation evaluation, String figure, Best best) {
    double sign = best == Best.LOWEST ? -1 : 1;
    double own = sign * evaluation.metrics().get(figure);
    List<String> better =
        evaluation.baselines().entrySet().stream()
            .filter(baseline -> sign * baseline.getValue().get(figure) >= own)
            .map(baseline -> baseline.getKey().replace('_', ' '))
            .toList();
    return better.isEmpty()
        ? "The network is better than each of them."
        : "The network is no better here than: " + String.join(", ", better) + ".";
  }

  /** An empty chart over the epochs of a history. */
  public static LineChart chart(String heading, String unit, List<Epoch> history) {
    double[] epochs = history.stream().mapToDouble(Epoch::epoch).toArray();
    return LineChart.overNumbers(heading, "epoch", unit, epochs);
  }

  /** One figure of each epoch, as a line for such a chart. */
  public static Line line(String label, List<Epoch> history, String name) {
    return Line.solid(
        label, history.stream().mapToDouble(epoch -> epoch.metrics().get(name)).toArray());
  }
}
