package eddy.examples;

import eddy.format.folder.ModelFolder;
import eddy.task.Training;
import eddy.task.TranslationModel.Search;
import eddy.train.TrainingListener;
import eddy.translate.TranslateData;
import eddy.translate.TranslateOptions;
import eddy.translate.TranslateTraining;
import eddy.translate.Translated;
import eddy.translate.Translator;
import java.nio.file.Path;
import java.util.List;

/** Spelling to sounds from Java: the same network that translates, on characters. */
public final class TranslateFromJava {
  private TranslateFromJava() {}

  /**
   * Trains a model.
   *
   * @param words a file with a word, a tab and its sounds, between blanks, on each line
   * @param model the folder that the model is written to
   */
  public static Training.Result train(Path words, Path model, int epochs) {
    TranslateOptions.Draft draft = new TranslateOptions.Draft();
    draft.sourceTokens = "character";
    draft.targetTokens = "whitespace";
    draft.embedding = 16;
    draft.training =
        draft.training.with(t -> {
          t.epochs = epochs;
          t.cell = "gru";
          t.batchSize = 100;
          t.hidden = 32;
          t.dropout = 0;
          t.learningRate = 0.01;
        });
    return TranslateTraining.prepare(TranslateData.of(words), draft.options())
        .run(model, "eddy.examples.TranslateFromJava", false, TrainingListener.NONE);
  }

  /** How a word may be said, the likeliest way first. */
  public static List<Translated> sounds(Path model, String word) {
    try (Translator translator = Translator.of(ModelFolder.open(model))) {
      Translator several = translator.with(new Search(8, 0.6, 0, 3));
      return several.translateAll(List.of(word)).getFirst();
    }
  }
}
