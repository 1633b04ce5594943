package eddy.language;

import eddy.format.folder.Epoch;
import eddy.report.Line;
import eddy.report.LineChart;
import eddy.report.Report;
import eddy.report.TableSection.Best;
import eddy.report.TableSection.Column;
import eddy.task.Evaluation;
import eddy.task.Figures;
import eddy.text.Corpus;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The page that a training leaves behind. */
final class LanguageReport {
  private static final List<Column> METRICS =
      Stream.of("perplexity", "bits_per_character", "cross_entropy")
          .map(name -> new Column(name, Best.LOWEST))
          .toList();

  /** Epochs of which a sample is shown. */
  private static final int SAMPLES = 6;

  /** The longest text that is read from an empty memory. */
  private static final int POSITIONS = 256;

  /** The most texts that are read from an empty memory. */
  private static final int TEXTS = 512;

  private LanguageReport() {}

  static String html(
      LanguageConfig config,
      Scorer scorer,
      Corpus validation,
      List<Epoch> history,
      List<String> samples,
      Evaluation evaluation,
      String command) {
    SequencedMap<String, String> facts = new LinkedHashMap<>();
    facts.put("Tokens", config.tokens() + ", " + scorer.vocabularySize() + " different ones");
    facts.put(
        "Network",
        "%s, %s, embeddings of %d%s"
            .formatted(
                config.cell(), config.size(), config.embedding(), config.tied() ? ", tied" : ""));
    facts.put("Split", config.split().isEmpty() ? "a file to validate on" : config.split());
    facts.put("Tokens validated", Long.toString(evaluation.items()));
    return Report.titled("Language model")
        .command(command)
        .facts("The model", facts)
        .table(Figures.table(evaluation, METRICS))
        .lineChart(learning(history))
        .lineChart(byPosition(scorer, validation))
        .facts("What it wrote", samples(samples))
        .html();
  }

  private static LineChart learning(List<Epoch> history) {
    return Figures.chart("Learning", "perplexity", history)
        .logarithmic()
        .with(Figures.line("training", history, "train_perplexity"))
        .with(Figures.line("validation", history, "validation_perplexity"));
  }

  /** The perplexity of the n-th token after an empty memory: what the context is worth. */
  private static LineChart byPosition(Scorer scorer, Corpus validation) {
    long texts = Math.clamp(validation.size() / POSITIONS, 1, TEXTS);
    Columns columns = Columns.of(validation, (int) texts);
    int positions = (int) Math.min(POSITIONS, columns.steps());
    double[] nats = new double[positions];
    long[] counts = new long[positions];
    scorer.read(
        columns,
        (step, _, logProbability) -> {
          if (step < positions) {
            nats[(int) step] -= logProbability;
            counts[(int) step]++;
          }
        });
    double[] steps = new double[positions];
    Arrays.setAll(steps, i -> i + 1);
    double[] perplexities = new double[positions];
    Arrays.setAll(perplexities, i -> Math.exp(nats[i] / counts[i]));
    return LineChart.overNumbers(
            "Perplexity by position", "tokens after an empty memory", "perplexity", steps)
        .logarithmic()
        .with(Line.solid("this model", perplexities));
  }

  /** The first, the last and some texts between. */
  private static SequencedMap<String, String> samples(List<String> samples) {
    TreeSet<Integer> shown = new TreeSet<>();
    for (int i = 0; i < SAMPLES && !samples.isEmpty(); i++) {
      shown.add(i * (samples.size() - 1) / (SAMPLES - 1));
    }
    SequencedMap<String, String> texts = new LinkedHashMap<>();
    shown.forEach(i -> texts.put("After epoch " + (i + 1), samples.get(i)));
    return texts;
  }
}
