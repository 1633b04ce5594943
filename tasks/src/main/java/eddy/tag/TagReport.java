package eddy.tag;

import eddy.format.folder.Epoch;
import eddy.report.HeatMap;
import eddy.report.LineChart;
import eddy.report.Report;
import eddy.report.TableSection;
import eddy.report.TableSection.Best;
import eddy.report.TableSection.Column;
import eddy.report.TableSection.Row;
import eddy.task.Evaluation;
import eddy.task.Figures;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

/** The page that a training leaves behind. */
final class TagReport {
  /** Tags or labels that a confusion matrix shows. */
  private static final int MOST_ROWS = 20;

  /** Pairs of confused tags, and sentences. */
  private static final int MOST_EXAMPLES = 20;

  private record Pair(String truth, String predicted) {}

  private TagReport() {}

  static String html(
      TagConfig config,
      List<Sentence> sentences,
      List<Prediction> predictions,
      List<Epoch> history,
      Evaluation evaluation,
      String command) {
    Map<Pair, Integer> tags = new LinkedHashMap<>();
    Map<Pair, Integer> labels = new LinkedHashMap<>();
    SpanScore score = new SpanScore();
    for (int i = 0; i < sentences.size(); i++) {
      Sentence truth = sentences.get(i);
      Prediction said = predictions.get(i);
      score.add(truth.tags(), said.tags());
      for (int w = 0; w < truth.tags().size(); w++) {
        tags.merge(new Pair(truth.tags().get(w), said.tags().get(w)), 1, Integer::sum);
      }
      truth
          .label()
          .ifPresent(
              label -> labels.merge(new Pair(label, said.label().orElse("")), 1, Integer::sum));
    }
    Report report =
        Report.titled("Tagger")
            .command(command)
            .facts("The model", facts(config, evaluation))
            .table(Figures.table(evaluation, metrics(evaluation)));
    if (config.scheme() != TagScheme.PLAIN) {
      report.table(byType(score));
    }
    if (!labels.isEmpty()) {
      report.heatMap(confusion("Labels", labels));
    }
    return report
        .heatMap(confusion("Tags", tags))
        .table(mostConfused(tags))
        .facts("Examples", examples(config, sentences, predictions))
        .lineChart(learning(history))
        .html();
  }

  private static SequencedMap<String, String> facts(TagConfig config, Evaluation evaluation) {
    SequencedMap<String, String> facts = new LinkedHashMap<>();
    facts.put(
        "Tags",
        "scheme %s, learnt as %s, %d different ones"
            .formatted(config.scheme().label(), config.learnt().label(), config.tags().size()));
    facts.put(
        "Network",
        "bidirectional %s, %d x %d units, %s"
            .formatted(
                config.cell(),
                config.layers(),
                config.hidden(),
                config.crf() ? "conditional random field" : "softmax"));
    facts.put("Split", config.split().isEmpty() ? "data to validate on" : config.split());
    facts.put("Sentences validated", Long.toString(evaluation.items()));
    return facts;
  }

  private static List<Column> metrics(Evaluation evaluation) {
    return evaluation.metrics().keySet().stream()
        .map(name -> new Column(name, Best.HIGHEST))
        .toList();
  }

  private static TableSection byType(SpanScore score) {
    List<Row> rows = new ArrayList<>();
    score
        .byType()
        .forEach((type, counts) -> rows.add(counts(type.isEmpty() ? "spans" : type, counts)));
    rows.add(counts("together", score.all()));
    List<Column> columns = new ArrayList<>();
    for (String name : List.of("precision", "recall", "f1", "true", "predicted", "right")) {
      columns.add(new Column(name, Best.NONE));
    }
    return new TableSection("Spans by type", "type", columns, rows);
  }

  private static Row counts(String label, SpanScore.Counts counts) {
    return Row.of(
        label,
        counts.precision(),
        counts.recall(),
        counts.f1(),
        counts.truth(),
        counts.predicted(),
        counts.right());
  }

  /** A matrix of the names that are confused most often, with what else there is left out. */
  private static HeatMap confusion(String what, Map<Pair, Integer> pairs) {
    Map<String, Integer> errors = new TreeMap<>();
    pairs.forEach((pair, count) -> {
      int wrong = pair.truth().equals(pair.predicted()) ? 0 : count;
      errors.merge(pair.truth(), wrong, Integer::sum);
      errors.merge(pair.predicted(), wrong, Integer::sum);
    });
    List<String> names =
        errors.entrySet().stream()
            .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
            .limit(MOST_ROWS)
            .map(Map.Entry::getKey)
            .sorted()
            .toList();
    double[][] values = new double[names.size()][names.size()];
    pairs.forEach((pair, count) -> {
      int row = names.indexOf(pair.truth());
      int column = names.indexOf(pair.predicted());
      if (row >= 0 && column >= 0) {
        values[row][column] = count;
      }
    });
    String heading =
        errors.size() > MOST_ROWS
            ? "%s, the %d most confused of %d".formatted(what, MOST_ROWS, errors.size())
            : what;
    return new HeatMap(heading, "true \\ predicted", names, names, values);
  }

  private static TableSection mostConfused(Map<Pair, Integer> pairs) {
    List<Row> rows =
        pairs.entrySet().stream()
            .filter(entry -> !entry.getKey().truth().equals(entry.getKey().predicted()))
            .sorted(
                Map.Entry.<Pair, Integer>comparingByValue()
                    .reversed()
                    .thenComparing(entry -> entry.getKey().toString()))
            .limit(MOST_EXAMPLES)
            .map(entry ->
                Row.of(
                    entry.getKey().truth() + " taken for " + entry.getKey().predicted(),
                    entry.getValue()))
            .toList();
    return new TableSection(
        "The most confused tags", "tags", List.of(new Column("words", Best.NONE)), rows);
  }

  /** The first sentences that are not wholly right, what is wrong in brackets. */
  private static SequencedMap<String, String> examples(
      TagConfig config, List<Sentence> sentences, List<Prediction> predictions) {
    SequencedMap<String, String> examples = new LinkedHashMap<>();
    for (int i = 0; i < sentences.size() && examples.size() < MOST_EXAMPLES; i++) {
      Sentence truth = sentences.get(i);
      Prediction said = predictions.get(i);
      if (!truth.tags().equals(said.tags()) || !truth.label().equals(said.label())) {
        String where = "line " + truth.lines().getFirst();
        examples.put(
            where,
            config.format().segment()
                ? segmented(truth, truth.tags()) + " → " + segmented(truth, said.tags())
                : marked(truth, said));
      }
    }
    return examples;
  }

  private static String segmented(Sentence sentence, List<String> tags) {
    return String.join(" ", Segmenter.words(sentence.words(), tags));
  }

  private static String marked(Sentence truth, Prediction said) {
    StringBuilder text = new StringBuilder();
    for (int w = 0; w < truth.words().size(); w++) {
      text.append(w == 0 ? "" : " ").append(truth.words().get(w));
      String right = truth.tags().get(w);
      String found = said.tags().get(w);
      if (!right.equals(found)) {
        text.append(" [").append(right).append(" → ").append(found).append(']');
      }
    }
    if (!truth.label().equals(said.label())) {
      text.append(
          String.format(
              Locale.ROOT, " [%s → %s]", truth.label().orElse(""), said.label().orElse("")));
    }
    return text.toString();
  }

  private static LineChart learning(List<Epoch> history) {
    return Figures.chart("Learning", "loss, and share of errors", history)
        .logarithmic()
        .with(Figures.line("training loss", history, "train_loss"))
        .with(Figures.line("validation error", history, "validation_error"));
  }
}
