package eddy.series;

import eddy.format.BadInput;
import eddy.format.Lines;
import eddy.format.TextFiles;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A file in the format of the UEA and UCR archives of time series, {@code .ts}.
 *
 * <p>Comments begin with {@code #} and the header's lines with {@code @}; after {@code @data}, each
 * line is a case: its channels between colons, the values of a channel between commas, and last the
 * label, where the header announces {@code @classLabel true} or {@code @targetLabel true}. Cases
 * may have different lengths; the channels of a case have the same.
 */
final class TsFile {
  private static final int LONGEST = 1 << 28;

  private final String name;
  private final boolean labelled;
  private final boolean numeric;
  private final List<Example> examples = new ArrayList<>();
  private int dimensions;
  private int length;
  private boolean hasLabel;
  private boolean hasTarget;
  private List<String> labels = List.of();

  /**
   * A file to be read once.
   *
   * @param name what messages call it
   * @param labelled whether each case must have a label
   * @param numeric whether that is a number
   */
  TsFile(String name, boolean labelled, boolean numeric) {
    this.name = name;
    this.labelled = labelled;
    this.numeric = numeric;
  }

  /** All cases. */
  Examples read(InputStream in) {
    try (Lines lines = TextFiles.lines(in, name, StandardCharsets.UTF_8, LONGEST)) {
      boolean data = false;
      while (lines.next()) {
        String line = lines.piece().strip();
        String place = name + ", line " + lines.number();
        if (line.isEmpty() || line.startsWith("#")) {
          continue;
        }
        if (data) {
          examples.add(example(line, place));
        } else if (line.toLowerCase(Locale.ROOT).equals("@data")) {
          data = true;
          requireLabels();
        } else if (line.startsWith("@")) {
          header(line.split("\\s+"), place);
        } else {
          throw new BadInput(
              place
                  + ": expected a line of the header, which begins with @, but found "
                  + BadInput.quote(line)
                  + ".");
        }
      }
      if (!data) {
        throw new BadInput(name + ": expected a line @data and cases below it but found none.");
      }
    }
    return new Examples(name, Examples.numbered(dimensions), examples);
  }

  private void header(String[] words, String place) {
    String value = words.length > 1 ? words[1] : "";
    boolean yes = value.equalsIgnoreCase("true");
    switch (words[0].toLowerCase(Locale.ROOT)) {
      case "@univariate" -> dimensions = yes ? 1 : dimensions;
      case "@dimensions", "@dimension" -> dimensions = count(value, words[0], place);
      case "@serieslength" -> length = count(value, words[0], place);
      case "@classlabel" -> {
        hasLabel = yes;
        labels = List.of(words).subList(Math.min(2, words.length), words.length);
      }
      case "@targetlabel" -> hasTarget = yes;
      case "@timestamps" -> {
        if (yes) {
          throw new BadInput(
              place + ": expected values without times of their own but found @timeStamps true.");
        }
      }
      default -> {}
    }
  }

  private static int count(String value, String word, String place) {
    // Some files say 0 where lengths differ.
    if (!value.matches("\\d{1,9}")) {
      throw new BadInput(
          place
              + ": expected a whole number after "
              + word
              + " but found "
              + BadInput.quote(value)
              + ".");
    }
    return Integer.parseInt(value);
  }

  private void requireLabels() {
    if (labelled && !hasLabel && !hasTarget) {
      throw new BadInput(
          name + ": expected @classLabel true or @targetLabel true in the header but found none.");
    }
    if (labelled && hasTarget && !numeric) {
      throw new BadInput(
          name
              + ": expected labels but @targetLabel announces numbers. Add --target NAME to learn"
              + " those.");
    }
  }

  private Example example(String line, String place) {
    List<String> parts = new ArrayList<>(List.of(line.split(":", -1)));
    String label = hasLabel || hasTarget ? parts.removeLast().strip() : "";
    if (dimensions == 0) {
      dimensions = parts.size();
    }
    if (parts.size() != dimensions) {
      throw new BadInput(
          "%s: expected %d dimensions%s but found %d."
              .formatted(place, dimensions, label.isEmpty() ? "" : " and a label", parts.size()));
    }
    if (labelled && !numeric && hasLabel && !labels.isEmpty() && !labels.contains(label)) {
      throw new BadInput(
          "%s: expected one of the labels of the header (%s) but found %s."
              .formatted(place, String.join(", ", labels), BadInput.quote(label)));
    }
    return new Example(values(parts, place), label, Integer.toString(examples.size() + 1), place);
  }

  private float[] values(List<String> parts, String place) {
    String[] first = parts.getFirst().split(",", -1);
    int steps = first.length;
    if (length > 0 && steps != length) {
      throw new BadInput(
          "%s, dimension 1: expected %d values, the @seriesLength, but found %d."
              .formatted(place, length, steps));
    }
    float[] values = new float[steps * dimensions];
    for (int d = 0; d < dimensions; d++) {
      String[] cells = d == 0 ? first : parts.get(d).split(",", -1);
      String where = place + ", dimension " + (d + 1);
      if (cells.length != steps) {
        throw new BadInput(
            "%s: expected %d values as in dimension 1 but found %d."
                .formatted(where, steps, cells.length));
      }
      for (int t = 0; t < steps; t++) {
        values[t * dimensions + d] = Values.parse(cells[t], where);
      }
    }
    return values;
  }
}
