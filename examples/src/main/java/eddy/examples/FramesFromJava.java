package eddy.examples;

import eddy.format.folder.ModelFolder;
import eddy.frames.FramesData;
import eddy.frames.FramesFormat;
import eddy.frames.FramesModel;
import eddy.frames.FramesOptions;
import eddy.frames.FramesTraining;
import eddy.train.TrainingListener;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Trains a model of clips, and says of one which label it has. */
public final class FramesFromJava {
  private FramesFromJava() {}

  static void train(Path clips, Path model) {
    FramesOptions.Draft draft = new FramesOptions.Draft();
    draft.channels = List.of(8, 16);
    draft.training =
        draft.training.with(t -> {
          t.hidden = 16;
          t.batchSize = 8;
          t.dropout = 0;
          t.epochs = 20;
          t.learningRate = 0.01;
        });
    FramesFormat small = new FramesFormat().withSize("12x12");
    FramesTraining.prepare(FramesData.of(clips, small), draft.options())
        .run(model, "FramesFromJava", false, TrainingListener.NONE);
  }

  static String label(Path model, Path clip) {
    try (FramesModel frames = FramesModel.of(ModelFolder.open(model))) {
      Map<String, Double> probabilities = frames.probabilities(clip);
      return probabilities.entrySet().stream()
          .max(Comparator.comparingDouble(Map.Entry::getValue))
          .orElseThrow()
          .getKey();
    }
  }

  /** Takes a folder with a folder of clips for each label, a folder for the model, and a clip. */
  public static void main(String[] arguments) {
    train(Path.of(arguments[0]), Path.of(arguments[1]));
    System.out.println(label(Path.of(arguments[1]), Path.of(arguments[2])));
  }
}
