package eddy.benchmarks.golden;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The text of one golden case.
 *
 * <p>One array a line, {@code name 2x3 v v v v v v} or {@code name - v} for a scalar; a case's options
 * are lines {@code option key value}; lines that begin with {@code #} are comments. Inputs are exact
 * float32 numbers; results carry nine significant digits.
 */
final class GoldenFile {
  private final String name;
  private final StringBuilder text = new StringBuilder();

  GoldenFile(String name, String description) {
    this.name = name;
    comment(name + ": " + description);
  }

  String name() {
    return name;
  }

  void comment(String comment) {
    text.append("# ").append(comment).append('\n');
  }

  void option(String key, Object value) {
    text.append("option ").append(key).append(' ').append(value).append('\n');
  }

  void floats(String array, float[] values, long... dimensions) {
    header(array, values.length, dimensions);
    for (float value : values) {
      text.append(' ').append(value);
    }
    text.append('\n');
  }

  void doubles(String array, double[] values, long... dimensions) {
    header(array, values.length, dimensions);
    for (double value : values) {
      if (!Double.isFinite(value)) {
        throw new IllegalStateException(name + ": " + array + " holds " + value + ".");
      }
      // Through the text and back, so that trailing zeros vanish.
      text.append(' ').append(Double.parseDouble(String.format(Locale.ROOT, "%.8e", value)));
    }
    text.append('\n');
  }

  void integers(String array, long[] values, long... dimensions) {
    header(array, values.length, dimensions);
    for (long value : values) {
      text.append(' ').append(value);
    }
    text.append('\n');
  }

  void write(Path folder) {
    try {
      Files.writeString(folder.resolve(name + ".txt"), text, StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void header(String array, int length, long[] dimensions) {
    if (length != Arrays.stream(dimensions).reduce(1, Math::multiplyExact)) {
      throw new IllegalStateException(
          name + ": " + array + " has " + length + " values for " + Arrays.toString(dimensions));
    }
    text.append(array).append(' ');
    text.append(
        dimensions.length == 0
            ? "-"
            : Arrays.stream(dimensions).mapToObj(Long::toString).collect(Collectors.joining("x")));
  }
}
