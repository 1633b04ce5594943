package eddy.tag;

import static eddy.task.TrainingOptions.require;

import eddy.format.TextFiles;
import java.util.List;

/**
 * How files of tagged sentences are to be read.
 *
 * @param text the column of the words, counted from 1; 0 for a file of one sentence a line, its
 *     words between blanks
 * @param tags the column of the tags; 0 for the last one
 * @param features the further columns that the network reads
 * @param segment whether the words are joined, and their characters tagged with where words end
 * @param repair whether an illegal tag is taken for the span that conlleval counts in it, instead
 *     of being refused
 * @param encoding of the files
 */
public record TagFormat(
    int text, int tags, List<Integer> features, boolean segment, boolean repair, String encoding) {
  private static final int MOST_COLUMNS = 1000;

  public TagFormat {
    features = List.copyOf(features);
    require(
        text >= (segment ? 0 : 1) && text <= MOST_COLUMNS,
        "--text",
        "a column, counted from 1" + (segment ? ", or 0 for lines of words" : ""),
        text);
    require(tags >= 0 && tags <= MOST_COLUMNS, "--tags", "a column, or 0 for the last", tags);
    require(
        features.stream().allMatch(column -> column >= 1 && column <= MOST_COLUMNS),
        "--features",
        "columns, counted from 1",
        features);
    require(
        features.isEmpty() || !segment,
        "--features",
        "none beside --segment, which reads characters",
        features);
    TextFiles.encoding(encoding);
  }

  /** Words first and tags last, in UTF-8, with nothing between that the network reads. */
  public static TagFormat columns() {
    return new TagFormat(1, 0, List.of(), false, false, "UTF-8");
  }
}
