package eddy.frames;

import eddy.format.folder.Epoch;
import eddy.report.Filmstrip;
import eddy.report.Report;
import eddy.report.TableSection.Best;
import eddy.task.ClassScores;
import eddy.task.ClassSections;
import eddy.task.Evaluation;
import eddy.task.Figures;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/**
 * The page that a training leaves behind.
 *
 * @param examples what was validated on
 * @param encoded the same as numbers
 * @param scorer of the trained network
 */
record FramesReport(List<Example> examples, Encoded encoded, Scorer scorer) {
  /** Clips that are shown, half of them where the model is worst. */
  private static final int SHOWN = 8;

  /** Frames of a clip that are shown. */
  private static final int FRAMES = 12;

  /** Labels below each frame. */
  private static final int LABELS = 3;

  /** The most lines or pixels of a picture that is shown. */
  private static final int SIDE = 96;

  String html(List<Epoch> history, Evaluation evaluation, String command) {
    ClassScores scores =
        ClassScores.of(scorer.probabilities(encoded.clips()), encoded.classes(), false);
    Report report =
        Report.titled("Labels of clips")
            .command(command)
            .facts("The model", facts(evaluation))
            .table(ClassSections.metrics(evaluation))
            .text("Beside the baselines", Figures.verdict(evaluation, "accuracy", Best.HIGHEST))
            .lineChart(ClassSections.learning(history, "validation_loss"))
            .table(ClassSections.classes(evaluation))
            .heatMap(ClassSections.confusion(evaluation))
            .lineChart(ClassSections.calibration(scores));
    for (int item : scores.extremes(SHOWN)) {
      report.filmstrip(strip(item));
    }
    return report.html();
  }

  private SequencedMap<String, String> facts(Evaluation evaluation) {
    FramesConfig config = scorer.config();
    SequencedMap<String, String> facts = new LinkedHashMap<>();
    facts.put("Labels", String.join(", ", config.labels()));
    facts.put(
        "Frames",
        "%d lines of %d pixels, %s"
            .formatted(
                config.height(), config.width(), config.format().color() ? "in color" : "grey"));
    facts.put("Network", config.network().toString());
    facts.put("Clips validated", Long.toString(evaluation.items()));
    return facts;
  }

  /** Frames of a clip, and below each how likely the labels are after it. */
  private Filmstrip strip(int item) {
    Clip clip = examples.get(item).clip();
    int shown = Math.min(FRAMES, clip.frames());
    int[] frames = IntStream.rangeClosed(1, shown).map(i -> i * clip.frames() / shown).toArray();
    List<float[]> running = scorer.running(clip, frames);
    int[] labels = ClassSections.likeliest(running.getLast(), LABELS);
    int truth = encoded.labels()[item];
    if (Arrays.stream(labels).noneMatch(label -> label == truth)) {
      labels[labels.length - 1] = truth;
    }
    List<Filmstrip.Picture> pictures = new ArrayList<>();
    for (int i = 0; i < shown; i++) {
      SequencedMap<String, Double> bars = new LinkedHashMap<>();
      for (int label : labels) {
        bars.put(scorer.config().labels().get(label), (double) running.get(i)[label]);
      }
      pictures.add(picture(clip.frame(frames[i] - 1), "frame " + frames[i], bars));
    }
    return new Filmstrip(
        "Clip %s, truly %s: what is said after each frame"
            .formatted(examples.get(item).name(), examples.get(item).label()),
        pictures);
  }

  private static Filmstrip.Picture picture(
      Frame frame, String caption, SequencedMap<String, Double> bars) {
    int longer = Math.max(frame.height(), frame.width());
    Frame small =
        longer <= SIDE
            ? frame
            : frame.resized(
                Math.max(1, frame.height() * SIDE / longer),
                Math.max(1, frame.width() * SIDE / longer));
    return new Filmstrip.Picture(small.height(), small.width(), small.pixels(), caption, bars);
  }
}
