package eddy.task;

import eddy.format.BadInput;
import eddy.format.folder.ModelFolder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A trained model of any task, as a door sees it: it can be evaluated and used without a word of
 * what it is about. May be used by any number of threads; whoever opens it closes it.
 */
public interface TrainedModel extends AutoCloseable {
  /** The option in the provenance that says where the training data lay. */
  String SOURCE = "source";

  /** The option in the provenance that says where an official test part lies, if there is one. */
  String TEST = "test";

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
   * Predicts from data.
   *
   * @param data read to its end and closed
   * @param name what messages call the data, usually the path of its file
   * @throws BadInput if the data is malformed or not of this model's kind
   * @throws IOException if the rows can't be written
   */
  void predict(InputStream data, String name, Rows out) throws IOException;

  /**
   * Predicts from a file, or from a folder where the task reads folders.
   *
   * @throws BadInput if it is missing, malformed or not of this model's kind
   * @throws IOException if the rows can't be written
   */
  default void predict(Path data, Rows out) throws IOException {
    if (Files.isDirectory(data)) {
      throw new BadInput(data + ": expected a text file but found a folder.");
    }
    InputStream in;
    try {
      in = Files.newInputStream(data);
    } catch (IOException e) {
      throw BadInput.of(data, e);
    }
    predict(in, data.toString(), out);
  }

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

  /** Ends the model's threads. */
  @Override
  void close();
}
