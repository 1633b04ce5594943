package eddy.task;

import eddy.format.BadInput;
import eddy.format.folder.ModelFolder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A trained model of any task, as a door sees it: it can be evaluated and used without a word of
 * what it is about. May be used by any number of threads; whoever opens it closes it.
 */
public interface TrainedModel extends AutoCloseable {
  /** The option in the provenance that says where the training data lay. */
  String SOURCE = "source";

  /** The option in the provenance that says which model the training began from. */
  String FROM = "from";

  /** The folder that it was read from. */
  ModelFolder folder();

  /**
   * Measures it beside the baselines.
   *
   * @param data the file to measure on; without one, the test part that training set aside
   * @throws BadInput if the file is missing, malformed or not of this model's kind
   */
  Evaluation evaluate(Optional<Path> data);

  /**
   * Measures it beside the baselines in one of the ways that only forecasts have, or as above.
   *
   * @throws BadInput if a file is missing, malformed or not of this model's kind
   */
  default Evaluation evaluate(EvaluationOptions options) {
    options.requirePlain(folder().task());
    return evaluate(options.data());
  }

  /**
   * Predicts from data.
   *
   * @param data read to its end and closed
   * @param name what messages call the data, usually the path of its file
   * @throws BadInput if the data is malformed or not of this model's kind
   * @throws IOException if the rows can't be written
   */
  void predict(InputStream data, String name, Rows out) throws IOException;

  /**
   * Predicts from data that is at hand as text, so that no encoding matters.
   *
   * @param text what a file would hold
   * @param name what messages call it
   * @throws BadInput if the data is malformed or not of this model's kind
   * @throws IOException if the rows can't be written
   */
  default void predict(String text, String name, Rows out) throws IOException {
    predict(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), name, out);
  }

  /**
   * Draws what may come, as whole paths, where a model can.
   *
   * @param data read to its end and closed
   * @param name what messages call the data
   * @param paths how many
   * @param seed the same seed draws the same paths
   * @throws BadInput if the data is malformed, or the model has no paths
   * @throws IOException if the rows can't be written
   */
  default void sample(InputStream data, String name, int paths, long seed, Rows out)
      throws IOException {
    throw new BadInput("--samples is for forecasts; this is a " + folder().task() + " model.");
  }

  /** Ends the model's threads. */
  @Override
  void close();
}
