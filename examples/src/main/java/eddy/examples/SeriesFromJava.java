package eddy.examples;

import eddy.format.folder.ModelFolder;
import eddy.series.ExampleFormat;
import eddy.series.SeriesData;
import eddy.series.SeriesModel;
import eddy.series.SeriesOptions;
import eddy.series.SeriesTraining;
import eddy.train.TrainingListener;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;

/** Trains a model of whole sequences, and says of one which label it has. */
public final class SeriesFromJava {
  private SeriesFromJava() {}

  static void train(Path gestures, Path model) {
    SeriesOptions.Draft draft = new SeriesOptions.Draft();
    draft.training =
        draft.training.with(t -> {
          t.hidden = 16;
          t.dropout = 0.1;
          t.epochs = 20;
          t.learningRate = 0.01;
        });
    SeriesTraining.prepare(SeriesData.of(gestures, new ExampleFormat()), draft.options())
        .run(model, "SeriesFromJava", false, TrainingListener.NONE);
  }

  static String label(Path model, float[][] steps) {
    try (SeriesModel series = SeriesModel.of(ModelFolder.open(model))) {
      Map<String, Double> probabilities = series.probabilities(steps);
      return probabilities.entrySet().stream()
          .max(Comparator.comparingDouble(Map.Entry::getValue))
          .orElseThrow()
          .getKey();
    }
  }

  /** Takes a file with a row for each step, id,time,x,label, and a folder. */
  public static void main(String[] arguments) {
    train(Path.of(arguments[0]), Path.of(arguments[1]));
    float[][] rising = {{1}, {3}, {5}};
    System.out.println(label(Path.of(arguments[1]), rising));
  }
}
