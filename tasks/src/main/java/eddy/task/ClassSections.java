package eddy.task;

import eddy.format.folder.Epoch;
import eddy.report.HeatMap;
import eddy.report.Line;
import eddy.report.LineChart;
import eddy.report.TableSection;
import eddy.report.TableSection.Best;
import eddy.report.TableSection.Column;
import eddy.report.TableSection.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/** The parts of a report that are alike wherever labels are predicted. */
public final class ClassSections {
  private static final List<Column> METRICS =
      List.of(
          new Column("accuracy", Best.HIGHEST),
          new Column("macro_f1", Best.HIGHEST),
          new Column("micro_f1", Best.HIGHEST),
          new Column("cross_entropy", Best.LOWEST),
          new Column("calibration_error", Best.LOWEST));

  /** Lines of a chart that can be told apart. */
  private static final int LINES = 6;

  private ClassSections() {}

  /** The usual figures, the model's and each baseline's; a dash where one has none. */
  public static TableSection metrics(Evaluation evaluation) {
    return Figures.table(evaluation, METRICS);
  }

  /** What the history says of the loss and of what was validated. */
  public static LineChart learning(List<Epoch> history, String validated) {
    String name = validated.replace('_', ' ');
    return Figures.chart("Learning", "training loss, " + name, history)
        .with(Figures.line("training loss", history, "train_loss"))
        .with(Figures.line(name, history, validated));
  }

  /** The figures of each class. */
  public static TableSection classes(Evaluation evaluation) {
    SequencedMap<String, SequencedMap<String, Double>> table =
        evaluation.tables().get(ClassScores.CLASSES);
    List<Column> columns =
        table.firstEntry().getValue().keySet().stream()
            .map(name -> new Column(name, Best.NONE))
            .toList();
    List<Row> rows = new ArrayList<>();
    table.forEach((label, figures) -> rows.add(new Row(label, List.copyOf(figures.values()))));
    return new TableSection("Class by class", "class", columns, rows);
  }

  /** Which label was taken for which. */
  public static HeatMap confusion(Evaluation evaluation) {
    SequencedMap<String, SequencedMap<String, Double>> rows =
        evaluation.tables().get(ClassScores.CONFUSION);
    List<String> labels = List.copyOf(rows.keySet());
    double[][] counts =
        rows.values().stream()
            .map(row -> row.values().stream().mapToDouble(Double::doubleValue).toArray())
            .toArray(double[][]::new);
    return new HeatMap("What was taken for what", ClassScores.CONFUSION, labels, labels, counts);
  }

  /** How often predictions of a probability are right; on the diagonal for what it says. */
  public static LineChart calibration(ClassScores scores) {
    double[] middles = new double[ClassScores.BINS];
    Arrays.setAll(middles, bin -> (bin + 0.5) / ClassScores.BINS);
    return LineChart.overNumbers(
            "Calibration", "probability of a prediction", "share that is right", middles)
        .with(Line.solid("this model", scores.calibration().accuracy()))
        .with(Line.dashed("as it should be", middles));
  }

  /**
   * The likeliest labels of an item after so many of its steps.
   *
   * @param unit what a step is
   * @param steps how many were read each time, ascending
   * @param probabilities after them
   * @param labels names of the classes
   */
  public static LineChart running(
      String heading, String unit, int[] steps, List<float[]> probabilities, List<String> labels) {
    LineChart chart =
        LineChart.overNumbers(
            heading, unit, "probability", Arrays.stream(steps).asDoubleStream().toArray());
    for (int c : likeliest(probabilities.getLast(), LINES)) {
      double[] line = probabilities.stream().mapToDouble(each -> each[c]).toArray();
      chart = chart.with(Line.solid(labels.get(c), line));
    }
    return chart;
  }

  /** The likeliest classes of an item, so many at most, the likeliest first. */
  public static int[] likeliest(float[] probabilities, int most) {
    return IntStream.range(0, probabilities.length)
        .boxed()
        .sorted(Comparator.comparingDouble(c -> -probabilities[c]))
        .limit(most)
        .mapToInt(Integer::intValue)
        .toArray();
  }
}
