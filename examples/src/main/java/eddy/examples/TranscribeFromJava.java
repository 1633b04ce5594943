package eddy.examples;

import eddy.format.folder.ModelFolder;
import eddy.sound.Clip;
import eddy.task.Training;
import eddy.train.TrainingListener;
import eddy.transcribe.Listener;
import eddy.transcribe.TranscribeData;
import eddy.transcribe.TranscribeOptions;
import eddy.transcribe.TranscribeTraining;
import eddy.transcribe.Transcriber;
import java.nio.file.Path;
import java.util.Arrays;

/** Speech to text from Java: training from a manifest of recordings, and following a stream. */
public final class TranscribeFromJava {
  private TranscribeFromJava() {}

  /**
   * Trains a model that can follow a stream.
   *
   * @param manifest a table of recordings and what is said in them
   * @param model the folder that the model is written to
   */
  public static Training.Result train(Path manifest, Path model, int epochs) {
    TranscribeOptions.Draft draft = new TranscribeOptions.Draft();
    draft.units = "word";
    draft.subsampling = 4;
    draft.bidirectional = false;
    draft.training =
        draft.training.with(t -> {
          t.epochs = epochs;
          t.hidden = 32;
          t.layers = 1;
          t.batchSize = 8;
          t.learningRate = 0.01;
        });
    return TranscribeTraining.prepare(TranscribeData.of(manifest), draft.options())
        .run(model, "eddy.examples.TranscribeFromJava", false, new TrainingListener() {});
  }

  /** What is said in a sound, heard a tenth of a second at a time. */
  public static String follow(Path model, Clip clip) {
    try (Transcriber transcriber = Transcriber.of(ModelFolder.open(model))) {
      Listener listener = transcriber.listen(clip.rate());
      StringBuilder text = new StringBuilder();
      int piece = clip.rate() / 10;
      for (int from = 0; from < clip.samples().length; from += piece) {
        int to = Math.min(clip.samples().length, from + piece);
        text.append(listener.add(Arrays.copyOfRange(clip.samples(), from, to), to - from));
      }
      return text.append(listener.end()).toString().strip();
    }
  }
}
