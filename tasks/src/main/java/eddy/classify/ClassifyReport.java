package eddy.classify;

import eddy.format.folder.Epoch;
import eddy.report.Highlights;
import eddy.report.Highlights.Marked;
import eddy.report.Report;
import eddy.report.TableSection.Best;
import eddy.task.Cells;
import eddy.task.ClassScores;
import eddy.task.ClassSections;
import eddy.task.Evaluation;
import eddy.task.Figures;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/** The page that a training leaves behind. */
final class ClassifyReport {
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
    ClassScores scores =
        ClassScores.of(scorer.probabilities(encoded.texts()), encoded.labels(), config.multiple());
    Report report =
        Report.titled("Classifier of texts")
            .command(command)
            .facts("The model", facts(config, evaluation))
            .table(ClassSections.metrics(evaluation))
            .text("Beside the baselines", Figures.verdict(evaluation, "accuracy", Best.HIGHEST))
            .lineChart(ClassSections.learning(history, "validation_error"))
            .table(ClassSections.classes(evaluation));
    if (!config.multiple()) {
      report.heatMap(ClassSections.confusion(evaluation));
    }
    report.lineChart(ClassSections.calibration(scores));
    List<Integer> byLoss =
        IntStream.range(0, examples.size())
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -scores.loss(i)))
            .toList();
    List<Integer> mistakes = byLoss.stream().filter(i -> scores.isWrong(i)).limit(SHOWN).toList();
    List<Integer> surest =
        byLoss.reversed().stream().filter(i -> !scores.isWrong(i)).limit(SHOWN).toList();
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
                Cells.shown(config.units()),
                config.embedding(),
                String.join(" and ", config.pooling())));
    facts.put(
        "Texts read",
        config.longest() == 0 ? "whole" : config.longest() + " tokens, of " + config.keep());
    facts.put("Texts validated", Long.toString(evaluation.items()));
    return facts;
  }

  private static List<Marked> marked(
      List<Example> examples, ClassScores scores, List<Integer> shown, Scorer scorer) {
    List<Marked> marked = new ArrayList<>();
    for (int i : shown) {
      float[] p = scores.probabilities().get(i);
      int label = ClassScores.predicted(p, false)[0];
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
