package eddy.task;

import java.io.IOException;
import java.util.List;

/** Takes what a model predicts, row by row. */
public interface Rows {

  /** The names of the columns, before the first row. */
  void columns(List<String> names) throws IOException;

  /** One row: a text or a number for each column. */
  void row(List<Object> values) throws IOException;
}
