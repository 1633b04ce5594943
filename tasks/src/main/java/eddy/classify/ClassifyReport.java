package eddy.classify;

import eddy.format.folder.Epoch;
import eddy.report.HeatMap;
import eddy.report.Highlights;
import eddy.report.Highlights.Marked;
import eddy.report.Line;
import eddy.report.LineChart;
import eddy.report.Report;
import eddy.report.TableSection;
import eddy.report.TableSection.Best;
import eddy.report.TableSection.Column;
import eddy.report.TableSection.Row;
import eddy.task.Evaluation;
import eddy.task.Figures;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/** The page that a training leaves behind. */
final class ClassifyReport {
  private static final List<Column> METRICS =
      List.of(
          new Column("accuracy", Best.HIGHEST),
          new Column("macro_f1", Best.HIGHEST),
          new Column("micro_f1", Best.HIGHEST),
          new Column("cross_entropy", Best.LOWEST),
          new Column("calibration_error", Best.LOWEST));

  /** Texts that are shown with what carried their labels. */
  private static final int SHOWN = 8;

  private ClassifyReport() {}

  static String html(
      List<Example> examples,
      Encoded encoded,
      Scorer scorer,
      List<Epoch> history,
      Evaluation evaluation,
      String command) {
    ClassifyConfig config = scorer.config();
    Scores scores =
        Scores.of(scorer.probabilities(encoded.texts()), encoded.labels(), config.multiple());
    Report report =
        Report.titled("Classifier of texts")
            .command(command)
            .facts("The model", facts(config, evaluation))
            .table(Figures.table(evaluation, METRICS))
            .text("Beside the baselines", verdict(evaluation))
            .lineChart(learning(history))
            .table(classes(evaluation));
    if (!config.multiple()) {
      report.heatMap(confusion(evaluation));
    }
    report.lineChart(calibration(scores));
    List<Integer> byLoss =
        IntStream.range(0, examples.size())
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -scores.loss(i)))
            .toList();
    List<Integer> mistakes = byLoss.stream().filter(i -> isWrong(scores, i)).limit(SHOWN).toList();
    List<Integer> surest =
        byLoss.reversed().stream().filter(i -> !isWrong(scores, i)).limit(SHOWN).toList();
    return report
        .highlights(
            new Highlights(
                "The worst mistakes, and what carried them",
                marked(examples, scores, mistakes, scorer)))
        .highlights(
            new Highlights(
                "The surest right ones, and what carried them",
                marked(examples, scores, surest, scorer)))
        .html();
  }

  private static SequencedMap<String, String> facts(ClassifyConfig config, Evaluation evaluation) {
    SequencedMap<String, String> facts = new LinkedHashMap<>();
    facts.put("Labels", String.join(", ", config.labels()));
    facts.put("Tokens", config.tokens() + (config.lowercase() ? ", in lower case" : ""));
    facts.put(
        "Network",
        "%s%s, layers of %s units, embeddings of %d, pooling by %s"
            .formatted(
                config.bidirectional() ? "bidirectional " : "",
                config.cell(),
                config.units(),
                config.embedding(),
                String.join(" and ", config.pooling())));
    facts.put(
        "Texts read",
        config.longest() == 0 ? "whole" : config.longest() + " tokens, of " + config.keep());
    facts.put("Texts validated", Long.toString(evaluation.items()));
    return facts;
  }

  /** Says so where a baseline is as good. */
  private static String verdict(Evaluation evaluation) {
    double own = evaluation.metrics().get("accuracy");
    List<String> better = new ArrayList<>();
    evaluation
        .baselines()
        .forEach((name, figures) -> {
          if (figures.get("accuracy") >= own) {
            better.add(name.replace('_', ' '));
          }
        });
    return better.isEmpty()
        ? "The network is more accurate than naive Bayes and logistic regression."
        : String.format(
            Locale.ROOT,
            "The network is no more accurate than %s here, which is smaller, faster and easier to"
                + " understand.",
            String.join(" and ", better));
  }

  private static LineChart learning(List<Epoch> history) {
    return Figures.chart("Learning", "loss, share of errors", history)
        .with(Figures.line("training loss", history, "train_loss"))
        .with(Figures.line("validation error", history, "validation_error"));
  }

  private static TableSection classes(Evaluation evaluation) {
    List<Row> rows = new ArrayList<>();
    List<String> columns = new ArrayList<>();
    evaluation
        .tables()
        .get(Scores.CLASSES)
        .forEach((label, figures) -> {
          columns.clear();
          columns.addAll(figures.keySet());
          rows.add(new Row(label, List.copyOf(figures.values())));
        });
    return new TableSection(
        "Class by class",
        "class",
        columns.stream().map(name -> new Column(name, Best.NONE)).toList(),
        rows);
  }

  private static HeatMap confusion(Evaluation evaluation) {
    SequencedMap<String, SequencedMap<String, Double>> rows =
        evaluation.tables().get(Scores.CONFUSION);
    List<String> labels = List.copyOf(rows.keySet());
    double[][] counts =
        rows.values().stream()
            .map(row -> row.values().stream().mapToDouble(Double::doubleValue).toArray())
            .toArray(double[][]::new);
    return new HeatMap("What was taken for what", Scores.CONFUSION, labels, labels, counts);
  }

  /** How often predictions of a probability are right; on the diagonal for what it says. */
  private static LineChart calibration(Scores scores) {
    double[] middles = new double[Scores.BINS];
    Arrays.setAll(middles, bin -> (bin + 0.5) / Scores.BINS);
    return LineChart.overNumbers(
            "Calibration", "probability of a prediction", "share that is right", middles)
        .with(Line.solid("this model", scores.calibration().accuracy()))
        .with(Line.dashed("as it should be", middles));
  }

  private static boolean isWrong(Scores scores, int text) {
    int[] predicted = Scores.predicted(scores.probabilities().get(text), scores.multiple());
    return !Arrays.equals(predicted, scores.labels().get(text));
  }

  private static List<Marked> marked(
      List<Example> examples, Scores scores, List<Integer> shown, Scorer scorer) {
    List<Marked> marked = new ArrayList<>();
    for (int i : shown) {
      float[] p = scores.probabilities().get(i);
      int label = Scores.predicted(p, false)[0];
      Explanation explanation = scorer.explain(examples.get(i).text(), label);
      String caption =
          String.format(
              Locale.ROOT,
              "%s %.3f, truly %s",
              explanation.label(),
              p[label],
              String.join(", ", examples.get(i).labels()));
      marked.add(new Marked(caption, explanation.tokens(), explanation.parts()));
    }
    return marked;
  }
}
