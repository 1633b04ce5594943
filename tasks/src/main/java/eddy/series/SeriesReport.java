package eddy.series;

import eddy.format.folder.Epoch;
import eddy.report.Line;
import eddy.report.LineChart;
import eddy.report.Report;
import eddy.report.TableSection;
import eddy.report.TableSection.Best;
import eddy.report.TableSection.Column;
import eddy.report.TableSection.Row;
import eddy.task.ClassScores;
import eddy.task.ClassSections;
import eddy.task.Evaluation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/**
 * The page that a training leaves behind.
 *
 * @param examples what was validated on
 * @param encoded the same as numbers
 * @param scorer of the trained network
 */
record SeriesReport(List<Example> examples, Encoded encoded, Scorer scorer) {
  /** Sequences that are shown, half of them where the model is worst. */
  private static final int SHOWN = 6;

  /** Lines of a chart that can be told apart. */
  private static final int LINES = 6;

  /** Points in time at which the running prediction is worked out. */
  private static final int POINTS = 50;

  String html(List<Epoch> history, Evaluation evaluation, String command) {
    List<float[]> outputs = scorer.outputs(encoded.values());
    Report report =
        Report.titled(config().numeric() ? "Numbers of sequences" : "Labels of sequences")
            .command(command)
            .facts("The model", facts(evaluation));
    if (config().numeric()) {
      report.table(errors(evaluation));
    } else {
      report.table(ClassSections.metrics(evaluation));
    }
    report
        .text("Beside the baselines", verdict(evaluation))
        .lineChart(ClassSections.learning(history, "validation_loss"));
    if (config().numeric()) {
      report.lineChart(truthAndPrediction(outputs));
    } else {
      ClassScores scores = ClassScores.of(outputs, encoded.labels(), false);
      report
          .table(ClassSections.classes(evaluation))
          .heatMap(ClassSections.confusion(evaluation))
          .lineChart(ClassSections.calibration(scores));
    }
    for (int item : shown(outputs)) {
      report.lineChart(values(item)).lineChart(running(item));
    }
    return report.html();
  }

  private SeriesConfig config() {
    return scorer.config();
  }

  private SequencedMap<String, String> facts(Evaluation evaluation) {
    SequencedMap<String, String> facts = new LinkedHashMap<>();
    SeriesConfig.Network network = config().network();
    facts.put(
        "Predicted",
        config().numeric() ? config().format().label() : String.join(", ", config().labels()));
    facts.put("Channels", String.join(", ", config().channels()));
    facts.put(
        "Network",
        "%s%s, layers of %s units, pooling by %s"
            .formatted(
                network.bidirectional() ? "bidirectional " : "",
                network.cell(),
                network.units(),
                String.join(" and ", network.pooling())));
    facts.put("Sequences validated", Long.toString(evaluation.items()));
    return facts;
  }

  private static TableSection errors(Evaluation evaluation) {
    List<Row> rows = new ArrayList<>();
    rows.add(new Row("this model", List.copyOf(evaluation.metrics().values())));
    evaluation
        .baselines()
        .forEach((name, figures) -> rows.add(new Row(name, List.copyOf(figures.values()))));
    List<Column> columns =
        evaluation.metrics().keySet().stream().map(name -> new Column(name, Best.LOWEST)).toList();
    return new TableSection("On the validation part", "model", columns, rows);
  }

  /** Says so where a baseline is as good. */
  private String verdict(Evaluation evaluation) {
    String metric = config().numeric() ? "mse" : "accuracy";
    double sign = config().numeric() ? -1 : 1;
    double own = sign * evaluation.metrics().get(metric);
    List<String> better =
        evaluation.baselines().entrySet().stream()
            .filter(baseline -> sign * baseline.getValue().get(metric) >= own)
            .map(baseline -> baseline.getKey().replace('_', ' '))
            .toList();
    return better.isEmpty()
        ? "The network is better than each of them."
        : "The network is no better here than: " + String.join(", ", better) + ".";
  }

  private LineChart truthAndPrediction(List<float[]> outputs) {
    int[] order =
        IntStream.range(0, examples.size())
            .boxed()
            .sorted(Comparator.comparingDouble(i -> encoded.targets()[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    String name = config().format().label();
    return LineChart.overNumbers(
            "Truth and prediction",
            "sequences in order of the truth",
            name,
            IntStream.range(0, order.length).asDoubleStream().toArray())
        .with(
            Line.solid(
                "predicted", Arrays.stream(order).mapToDouble(i -> outputs.get(i)[0]).toArray()))
        .with(
            Line.dashed(
                "true", Arrays.stream(order).mapToDouble(i -> encoded.targets()[i]).toArray()));
  }

  /** The sequences where the model is worst, then those where it is best. */
  private int[] shown(List<float[]> outputs) {
    List<Integer> byError =
        IntStream.range(0, examples.size())
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -error(outputs.get(i), encoded.targets()[i])))
            .toList();
    int worst = Math.min(SHOWN / 2, byError.size());
    return IntStream.concat(
            IntStream.range(0, worst),
            IntStream.range(Math.max(worst, byError.size() - SHOWN / 2), byError.size()))
        .map(byError::get)
        .toArray();
  }

  private double error(float[] output, float target) {
    return config().numeric() ? Math.abs(output[0] - target) : 1 - output[(int) target];
  }

  private String caption(int item) {
    return String.format(
        Locale.ROOT,
        "Sequence %s, truly %s",
        examples.get(item).name(),
        examples.get(item).label());
  }

  /** What the network sees of a sequence. */
  private LineChart values(int item) {
    int channels = config().channels().size();
    float[] values = examples.get(item).values();
    double[] steps = steps(IntStream.rangeClosed(1, values.length / channels).toArray());
    LineChart chart =
        LineChart.overNumbers(caption(item) + ": its numbers", "step", "value", steps);
    for (int c = 0; c < Math.min(LINES, channels); c++) {
      double[] line = new double[steps.length];
      for (int t = 0; t < line.length; t++) {
        line[t] = values[t * channels + c];
      }
      chart = chart.with(Line.solid(config().channels().get(c), line));
    }
    return chart;
  }

  /** What is said of a sequence after so many of its steps: the likeliest labels, or the number. */
  private LineChart running(int item) {
    float[] values = examples.get(item).values();
    int length = values.length / config().channels().size();
    int points = Math.min(POINTS, length);
    int[] steps =
        IntStream.rangeClosed(1, points).map(i -> (int) ((long) i * length / points)).toArray();
    List<float[]> outputs = scorer.running(values, steps);
    String name = config().numeric() ? config().format().label() : "probability";
    LineChart chart =
        LineChart.overNumbers(
            caption(item) + ": what is said after so many steps", "step", name, steps(steps));
    float[] last = outputs.getLast();
    int[] likeliest =
        IntStream.range(0, last.length)
            .boxed()
            .sorted(Comparator.comparingDouble(c -> -last[c]))
            .limit(LINES)
            .mapToInt(Integer::intValue)
            .toArray();
    for (int c : likeliest) {
      double[] line = outputs.stream().mapToDouble(output -> output[c]).toArray();
      chart = chart.with(Line.solid(config().numeric() ? name : config().labels().get(c), line));
    }
    return chart;
  }

  private static double[] steps(int[] steps) {
    return Arrays.stream(steps).asDoubleStream().toArray();
  }
}
