package eddy;

import static org.assertj.core.api.Assertions.fail;

import eddy.tensor.Array;
import eddy.tensor.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One golden case: inputs, options and the values that another framework computed from them in
 * float64.
 *
 * <p>The files lie in the test resources under {@code golden}; the comments at their head say what
 * the arrays are. {@code eddy.benchmarks.golden.GoldenFiles} writes them.
 */
public final class Golden {
  /** How far a result may be off, relative to the largest magnitude of its tensor. */
  private static final double TOLERANCE = 1e-5;

  private final String name;
  private final Map<String, String> options = new HashMap<>();
  private final Map<String, Entry> arrays = new HashMap<>();

  private record Entry(Shape shape, String[] values) {}

  private Golden(String name, String text) {
    this.name = name;
    for (String line : text.lines().toList()) {
      if (line.startsWith("#")) {
        continue;
      }
      String[] words = line.split(" ");
      if (words[0].equals("option")) {
        options.put(words[1], words[2]);
        continue;
      }
      int[] dimensions =
          words[1].equals("-")
              ? new int[0]
              : Arrays.stream(words[1].split("x")).mapToInt(Integer::parseInt).toArray();
      Entry entry = new Entry(Shape.of(dimensions), Arrays.copyOfRange(words, 2, words.length));
      if (entry.values.length != entry.shape.size() || arrays.put(words[0], entry) != null) {
        throw new IllegalArgumentException(
            "Golden: expected one line "
                + words[0]
                + " with "
                + entry.shape.size()
                + " values in "
                + name
                + " but got "
                + entry.values.length
                + " values or a second line.");
      }
    }
  }

  /** Reads a case by its name, for instance {@code lstm-2layer-bidirectional-ragged}. */
  public static Golden load(String name) {
    return new Golden(name, resource(name));
  }

  /** The names of all cases that begin with the prefix, in order; at least one. */
  public static List<String> names(String prefix) {
    List<String> names = resource("index").lines().filter(n -> n.startsWith(prefix)).toList();
    if (names.isEmpty()) {
      throw new IllegalArgumentException("Golden: no case begins with " + prefix + ".");
    }
    return names;
  }

  /** The name of this case. */
  public String name() {
    return name;
  }

  /** An option's value as it stands in the file. */
  public String option(String key) {
    return found(options, "option " + key, key);
  }

  /** An option that is true or false. */
  public boolean flag(String key) {
    return switch (option(key)) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new IllegalArgumentException(
              "Golden: expected true or false for option " + key + " in " + name + ".");
    };
  }

  /** An option that is a whole number. */
  public int integer(String key) {
    return Integer.parseInt(option(key));
  }

  /** An option that is a number. */
  public double number(String key) {
    return Double.parseDouble(option(key));
  }

  /** Whether the case has this array; not every case has a bias or an initial state. */
  public boolean has(String array) {
    return arrays.containsKey(array);
  }

  /** An array as float32, exact for inputs. */
  public Array array(String array) {
    Entry entry = entry(array);
    float[] data = new float[entry.values.length];
    for (int i = 0; i < data.length; i++) {
      data[i] = Float.parseFloat(entry.values[i]);
    }
    return new Array(entry.shape, data);
  }

  /** An array as float64, for results. */
  public double[] doubles(String array) {
    return Arrays.stream(entry(array).values).mapToDouble(Double::parseDouble).toArray();
  }

  /** An array of whole numbers: ids and lengths. */
  public int[] integers(String array) {
    return Arrays.stream(entry(array).values).mapToInt(Integer::parseInt).toArray();
  }

  /** An array's shape. */
  public Shape shape(String array) {
    return entry(array).shape;
  }

  /** Like {@link #assertClose(String, float[], int, double[])} against an array of this case. */
  public void assertClose(String array, float[] actual, int count) {
    assertClose(name + " " + array, actual, count, doubles(array));
  }

  /**
   * Fails unless {@code max |actual - expected| <= 1e-5 max |expected|}.
   *
   * @param what what is compared, for the message
   * @param actual the numbers to check; may be longer than {@code count}. Not modified
   * @param count how many of them count
   * @param expected the reference, {@code count} numbers. Not modified
   */
  public static void assertClose(String what, float[] actual, int count, double[] expected) {
    if (count != expected.length) {
      fail("%s: expected %d numbers but got %d", what, expected.length, count);
    }
    int worst = -1;
    double worstError = -1;
    double largest = 0;
    for (int i = 0; i < count; i++) {
      double error = Math.abs(actual[i] - expected[i]);
      if (Double.isNaN(error)) {
        error = Double.POSITIVE_INFINITY;
      }
      if (error > worstError) {
        worst = i;
        worstError = error;
      }
      largest = Math.max(largest, Math.abs(expected[i]));
    }
    if (worstError > TOLERANCE * largest) {
      fail(
          "%s: element %d of %d is off by %.3g, allowed is %.3g: expected %s but got %s",
          what, worst, count, worstError, TOLERANCE * largest, expected[worst], actual[worst]);
    }
  }

  private Entry entry(String array) {
    return found(arrays, "array " + array, array);
  }

  private <T> T found(Map<String, T> map, String what, String key) {
    T value = map.get(key);
    if (value == null) {
      throw new IllegalArgumentException("Golden: " + name + " has no " + what + ".");
    }
    return value;
  }

  private static String resource(String name) {
    try (InputStream in = Golden.class.getResourceAsStream("/golden/" + name + ".txt")) {
      if (in == null) {
        throw new IllegalArgumentException("Golden: there is no case " + name + ".");
      }
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
