package eddy.transcribe;

import eddy.format.folder.Epoch;
import eddy.report.Report;
import eddy.task.Evaluation;
import java.util.List;

/** The page that a training leaves behind. */
final class TranscribeReport {
  private TranscribeReport() {}

  static String html(
      Recognition recognition,
      Utterances validation,
      List<Epoch> history,
      Evaluation evaluation,
      String command) {
    return Report.titled("Speech to text").command(command).html();
  }
}
