package eddy.task;

import eddy.format.BadInput;
import java.io.IOException;
import java.io.InputStream;

/** A model that says what its predictions rest on. */
public interface Explainer extends TrainedModel {

  /**
   * Predicts from data like {@link #predict(InputStream, String, Rows)}, with a further column that
   * names what carried each prediction.
   *
   * @param data read to its end and closed
   * @param name what messages call the data, usually the path of its file
   * @throws BadInput if the data is malformed or not of this model's kind
   * @throws IOException if the rows can't be written
   */
  void explain(InputStream data, String name, Rows out) throws IOException;

  /**
   * The same for data that is at hand as text, so that no encoding matters.
   *
   * @param text what a file would hold
   * @param name what messages call it
   * @throws BadInput if the data is malformed or not of this model's kind
   * @throws IOException if the rows can't be written
   */
  void explain(String text, String name, Rows out) throws IOException;
}
