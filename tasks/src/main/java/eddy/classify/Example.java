package eddy.classify;

import java.util.List;

/**
 * A text with its labels.
 *
 * @param labels one, or any number where texts have several; none where only the text was read
 * @param place where it stands, as messages begin: file and line
 */
record Example(String text, List<String> labels, String place) {
  Example {
    labels = List.copyOf(labels);
  }
}
