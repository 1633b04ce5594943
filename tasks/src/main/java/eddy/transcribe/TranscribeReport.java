package eddy.transcribe;

import eddy.format.folder.Epoch;
import eddy.report.Report;
import eddy.report.Spectrogram;
import eddy.report.TableSection.Best;
import eddy.report.TableSection.Column;
import eddy.sound.Ear;
import eddy.sound.Hearing;
import eddy.sound.Wav;
import eddy.task.Evaluation;
import eddy.task.Figures;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** The page that a training leaves behind. */
final class TranscribeReport {
  private static final List<Column> METRICS =
      List.of(
          new Column("wer", Best.LOWEST),
          new Column("cer", Best.LOWEST),
          new Column("accuracy", Best.HIGHEST));

  private TranscribeReport() {}

  static String html(
      Recognition recognition,
      Scores scores,
      List<Epoch> history,
      Evaluation evaluation,
      String command) {
    TranscribeConfig config = recognition.config();
    SequencedMap<String, String> facts = new LinkedHashMap<>();
    facts.put(
        "Units",
        "%s, %d different ones"
            .formatted(config.units(), recognition.codec().vocabulary().size() - Decoding.FIRST));
    facts.put(
        "Hears",
        "%d %s at %d Hz, every %.0f ms"
            .formatted(
                config.hearing().size(),
                config.hearing().features(),
                config.hearing().rate(),
                config.hearing().hop()));
    facts.put(
        "Network",
        "%s, %d x %d units, %s, a step every %.0f ms"
            .formatted(
                config.cell(),
                config.layers(),
                config.hidden(),
                config.bidirectional() ? "both directions" : "one direction",
                1000 * config.stepSeconds()));
    facts.put("Recordings validated", Long.toString(evaluation.items()));
    Report report =
        Report.titled("Speech to text")
            .command(command)
            .facts("The model", facts)
            .table(Figures.table(evaluation, METRICS))
            .lineChart(
                Figures.chart("Learning", "loss", history)
                    .with(Figures.line("training", history, "train_loss"))
                    .with(Figures.line("validation", history, "validation_loss")))
            .lineChart(
                Figures.chart("Errors", "word error rate", history)
                    .with(Figures.line("validation", history, "validation_wer")));
    report.spectrogram(
        spectrogram(recognition, scores.items().getFirst(), "What was heard, and when"));
    List<Scores.Item> worst = scores.worst();
    if (!worst.isEmpty()) {
      report.facts("The worst", worst(worst));
      report.spectrogram(spectrogram(recognition, worst.getFirst(), "The worst of them"));
    }
    return report.html();
  }

  private static SequencedMap<String, String> worst(List<Scores.Item> worst) {
    SequencedMap<String, String> facts = new LinkedHashMap<>();
    for (Scores.Item item : worst) {
      facts.put(
          item.utterance().audio().getFileName().toString(),
          "said \"%s\", heard \"%s\"".formatted(item.utterance().text(), item.heard()));
    }
    return facts;
  }

  /**
   * The first passage of a recording in bands of the mel scale, whatever the network hears of it.
   */
  private static Spectrogram spectrogram(
      Recognition recognition, Scores.Item item, String heading) {
    TranscribeConfig config = recognition.config();
    Hearing bands = Hearing.of(config.hearing().rate(), Hearing.LOG_MEL);
    Passage first = item.passages().getFirst();
    float[] frames = Ear.hear(Wav.read(item.utterance().audio()), bands);
    int shown = Math.min(frames.length / bands.size(), (int) (1000 * first.to() / bands.hop()) + 1);
    double[][] values = new double[shown][bands.size()];
    for (int t = 0; t < shown; t++) {
      for (int i = 0; i < bands.size(); i++) {
        values[t][i] = frames[t * bands.size() + i];
      }
    }
    List<Spectrogram.Mark> marks =
        first.units().stream()
            .map(unit ->
                new Spectrogram.Mark(
                    unit.step() * config.stepSeconds(),
                    recognition.codec().vocabulary().token(unit.id())))
            .toList();
    double seconds = Math.max(shown * bands.hop() / 1000, first.to());
    return new Spectrogram(
        "%s: %s".formatted(heading, item.utterance().audio().getFileName()),
        values,
        seconds,
        marks);
  }
}
