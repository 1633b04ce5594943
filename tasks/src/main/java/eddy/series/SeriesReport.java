package eddy.series;

import eddy.format.folder.Epoch;
import eddy.report.Line;
import eddy.report.LineChart;
import eddy.report.Report;
import eddy.report.TableSection.Best;
import eddy.report.TableSection.Column;
import eddy.task.ClassScores;
import eddy.task.ClassSections;
import eddy.task.Evaluation;
import eddy.task.Figures;
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

  private static final List<Column> ERRORS =
      List.of(new Column("mae", Best.LOWEST), new Column("mse", Best.LOWEST));

  String html(List<Epoch> history, Evaluation evaluation, String command) {
    List<float[]> outputs = scorer.outputs(encoded.values());
    Report report =
        Report.titled(config().numeric() ? "Numbers of sequences" : "Labels of sequences")
            .command(command)
            .facts("The model", facts(evaluation));
    if (config().numeric()) {
      report.table(Figures.table(evaluation, ERRORS));
    } else {
      report.table(ClassSections.metrics(evaluation));
    }
    report
        .text(
            "Beside the baselines",
            config().numeric()
                ? Figures.verdict(evaluation, "mse", Best.LOWEST)
                : Figures.verdict(evaluation, "accuracy", Best.HIGHEST))
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
    for (int item : ClassScores.extremes(examples.size(), i -> error(outputs, i), SHOWN)) {
      report.lineChart(values(item)).lineChart(running(item));
    }
    return report.html();
  }

  private SeriesConfig config() {
    return scorer.config();
  }

  private SequencedMap<String, String> facts(Evaluation evaluation) {
    SequencedMap<String, String> facts = new LinkedHashMap<>();
    facts.put(
        "Predicted",
        config().numeric() ? config().format().label() : String.join(", ", config().labels()));
    facts.put("Channels", String.join(", ", config().channels()));
    facts.put("Network", config().network().toString());
    facts.put("Sequences validated", Long.toString(evaluation.items()));
    return facts;
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

  private double error(List<float[]> outputs, int item) {
    float[] output = outputs.get(item);
    float target = encoded.targets()[item];
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
    String heading = caption(item) + ": what is said after so many steps";
    if (!config().numeric()) {
      return ClassSections.running(heading, "step", steps, outputs, config().labels());
    }
    String name = config().format().label();
    return LineChart.overNumbers(heading, "step", name, steps(steps))
        .with(Line.solid(name, outputs.stream().mapToDouble(output -> output[0]).toArray()));
  }

  private static double[] steps(int[] steps) {
    return Arrays.stream(steps).asDoubleStream().toArray();
  }
}
