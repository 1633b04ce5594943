package eddy.series;

import static eddy.task.TrainingOptions.require;

import eddy.format.BadInput;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * How files of sequences are written.
 *
 * @param id of a table: the column that says which sequence a row belongs to
 * @param time of a table: the column that the rows of a sequence are in order of
 * @param channels of a table: the columns with what is measured; none for all columns of numbers
 * @param label of a table: the column with the label or the number to predict, the same in every
 *     row of a sequence
 * @param numeric whether that is a number to predict, and no label
 * @param order of pictures: how they become sequences, see {@link #ORDERS}
 */
public record ExampleFormat(
    String id, String time, List<String> channels, String label, boolean numeric, String order) {
  /** A row a step; a pixel a step, row by row; the same pixels in a random order, always alike. */
  static final List<String> ORDERS = List.of("row", "pixel", "permuted");

  public ExampleFormat {
    channels = List.copyOf(channels);
    require(ORDERS.contains(order), "--order", String.join(", ", ORDERS), "'" + order + "'");
    require(
        !id.equals(time) && !id.equals(label) && !time.equals(label),
        "--id, --time, --label",
        "three columns",
        String.join(", ", id, time, label));
    require(
        channels.stream().distinct().count() == channels.size()
            && Stream.of(id, time, label).noneMatch(channels::contains),
        "--channels",
        "other columns than those of --id, --time and --label, each once,",
        String.join(", ", channels));
  }

  /** Labels, in columns of the usual names. */
  public ExampleFormat() {
    this("id", "time", List.of(), "label", false, "row");
  }

  /** The same columns with a number to predict in place of the label. */
  public ExampleFormat withTarget(String target) {
    return new ExampleFormat(id, time, channels, target, true, order);
  }

  /** The same with the channels by name. */
  ExampleFormat withChannels(List<String> names) {
    return new ExampleFormat(id, time, names, label, numeric, order);
  }

  /** What a file or folder is. */
  public enum Kind {
    /** The format of the UEA and UCR archives. */
    TS,
    /** A row for each step of each sequence. */
    TABLE,
    /** A folder for each label with a file for each sequence. */
    FILES,
    /** Pictures in IDX, as MNIST has them. */
    IMAGES;

    /**
     * Recognizes a kind by the name.
     *
     * @throws BadInput if it tells none
     */
    static Kind of(Path path) {
      if (!Files.exists(path)) {
        throw new BadInput(path + ": no such file or folder.");
      }
      if (Files.isDirectory(path)) {
        return FILES;
      }
      String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
      String plain = name.replaceFirst("\\.gz$", "");
      if (plain.endsWith(".ts")) {
        return TS;
      }
      if (plain.endsWith(".csv") || plain.endsWith(".tsv")) {
        return TABLE;
      }
      if (plain.contains("idx3")) {
        return IMAGES;
      }
      throw new BadInput(
          path
              + ": expected a name that says what it is: .ts, .csv or .tsv, idx3 (pictures), or a"
              + " folder with a folder for each label.");
    }
  }
}
