package eddy.examples;

import eddy.classify.Classifier;
import eddy.classify.ClassifyData;
import eddy.classify.ClassifyOptions;
import eddy.classify.ClassifyTraining;
import eddy.classify.ExampleFormat;
import eddy.format.folder.ModelFolder;
import eddy.train.TrainingListener;
import java.nio.file.Path;

/** Trains a classifier of texts, and says of a text which label it has and why. */
public final class ClassifyFromJava {
  private ClassifyFromJava() {}

  static void train(Path texts, Path model) {
    ClassifyOptions.Draft draft = new ClassifyOptions.Draft();
    draft.embedding = 32;
    draft.training =
        draft.training.with(t -> {
          t.hidden = 32;
          t.epochs = 5;
          t.learningRate = 0.01;
        });
    ClassifyTraining.prepare(ClassifyData.of(texts, new ExampleFormat()), draft.options())
        .run(model, "ClassifyFromJava", false, TrainingListener.NONE);
  }

  static String explained(Path model, String text) {
    try (Classifier classifier = Classifier.of(ModelFolder.open(model))) {
      Classifier.Prediction prediction = classifier.predict(text);
      String label = prediction.labels().getFirst();
      return "%s (%.2f): %s"
          .formatted(
              label,
              prediction.probabilities().get(label),
              classifier.explain(text, label).summary());
    }
  }

  /** Takes a file with a label, a blank and a text on each line, a folder, and a text. */
  public static void main(String[] arguments) {
    train(Path.of(arguments[0]), Path.of(arguments[1]));
    System.out.println(explained(Path.of(arguments[1]), arguments[2]));
  }
}
