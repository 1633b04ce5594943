package eddy.classify;

import static eddy.task.TrainingOptions.require;

import eddy.format.TextFiles;
import java.nio.charset.Charset;

/**
 * How files of labelled texts are written.
 *
 * <p>The name of a file says what it is: {@code .csv}, {@code .tsv} (a tab ends a field, and quotes
 * mean nothing), {@code .jsonl} (an object a line); every other file has lines of a label, a blank
 * and a text. A folder has a folder for each label, with a text in each file, or a file for each
 * label, with a text in each line. All may be gzipped.
 *
 * @param text the column, or entry, with the text: its name, or its number from 1 where tables have
 *     no header
 * @param label the one with the label
 * @param header whether the first line of a table has the names of its columns
 * @param several what separates the labels of a text; empty where each has exactly one
 * @param encoding UTF-8 in most cases
 */
public record ExampleFormat(
    String text, String label, boolean header, String several, String encoding) {
  public ExampleFormat {
    require(header || isNumber(text), "--text", "the number of a column without a header", text);
    require(header || isNumber(label), "--label", "the number of a column without a header", label);
    require(!text.equals(label), "--label", "another column than that of the text", label);
    TextFiles.encoding(encoding);
  }

  /** Columns named text and label, one label a text, in UTF-8. */
  public ExampleFormat() {
    this("text", "label", true, "", "UTF-8");
  }

  private static boolean isNumber(String text) {
    return text.matches("[1-9]\\d{0,4}");
  }

  /** Whether a text may have any number of labels. */
  public boolean multiple() {
    return !several.isEmpty();
  }

  Charset charset() {
    return TextFiles.encoding(encoding);
  }
}
