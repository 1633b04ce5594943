package eddy.tasks;

import eddy.classify.Classifier;
import eddy.forecast.Forecaster;
import eddy.format.BadInput;
import eddy.format.folder.ModelFolder;
import eddy.frames.FramesModel;
import eddy.graph.GraphModel;
import eddy.language.LanguageModel;
import eddy.series.SeriesModel;
import eddy.tag.Tagger;
import eddy.task.TrainedModel;
import eddy.transcribe.Transcriber;
import eddy.translate.Translator;
import java.nio.file.Path;

/** Opens the model folder of any task. */
public final class Models {
  private Models() {}

  /**
   * Opens a model folder.
   *
   * @throws BadInput if it is none, or damaged
   */
  public static TrainedModel open(Path path) {
    ModelFolder folder = ModelFolder.open(path);
    return switch (folder.task()) {
      case Classifier.TASK -> Classifier.of(folder);
      case Forecaster.TASK -> Forecaster.of(folder);
      case GraphModel.TASK -> GraphModel.of(folder);
      case FramesModel.TASK -> FramesModel.of(folder);
      case LanguageModel.TASK -> LanguageModel.of(folder);
      case SeriesModel.TASK -> SeriesModel.of(folder);
      case Tagger.TASK -> Tagger.of(folder);
      case Transcriber.TASK -> Transcriber.of(folder);
      case Translator.TASK -> Translator.of(folder);
      default ->
          throw new BadInput(
              path + ": this version of Eddy knows no task '" + folder.task() + "'.");
    };
  }
}
