package eddy.examples;

import eddy.format.folder.ModelFolder;
import eddy.language.LanguageData;
import eddy.language.LanguageModel;
import eddy.language.LanguageOptions;
import eddy.language.LanguageTraining;
import eddy.task.Sampling;
import eddy.train.TrainingListener;
import java.nio.file.Path;

/** Trains a model of a text's characters, and lets it write. */
public final class LanguageFromJava {
  private LanguageFromJava() {}

  static void train(Path text, Path model) {
    LanguageOptions.Draft draft = new LanguageOptions.Draft();
    draft.tokens = "character";
    draft.steps = 32;
    draft.training =
        draft.training.with(t -> {
          t.batchSize = 8;
          t.hidden = 64;
          t.epochs = 10;
        });
    LanguageTraining.prepare(LanguageData.of(text), draft.options())
        .run(model, "LanguageFromJava", false, TrainingListener.NONE);
  }

  static String write(Path model, String prompt) {
    StringBuilder text = new StringBuilder(prompt);
    try (LanguageModel language = LanguageModel.of(ModelFolder.open(model))) {
      Sampling likely = new Sampling(0.8, 0, 0.95, 1); // temperature, top-k, top-p, seed
      language.generate(prompt, 100, likely, text::append);
    }
    return text.toString();
  }

  /** Takes a text file, a folder for the model, and how the text that it writes begins. */
  public static void main(String[] arguments) {
    train(Path.of(arguments[0]), Path.of(arguments[1]));
    System.out.println(write(Path.of(arguments[1]), arguments[2]));
  }
}
