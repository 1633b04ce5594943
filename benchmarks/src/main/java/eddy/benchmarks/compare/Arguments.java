package eddy.benchmarks.compare;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The options of one process.
 *
 * @param part the file that receives what it measured
 * @param only parts of the ids of the rows that are wanted; none for all
 * @param shapes other shapes than the usual, each batch, steps, inputs, hidden units
 */
record Arguments(
    String peer, int threads, Path part, boolean quick, List<String> only, List<int[]> shapes) {

  static Arguments parse(String[] arguments) {
    String peer = "";
    int threads = 0;
    Path part = Path.of("");
    boolean quick = false;
    List<String> only = new ArrayList<>();
    List<int[]> shapes = new ArrayList<>();
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--peer" -> peer = arguments[++i];
        case "--threads" -> threads = Integer.parseInt(arguments[++i]);
        case "--part" -> part = Path.of(arguments[++i]);
        case "--quick" -> quick = true;
        case "--only" -> only.add(arguments[++i]);
        case "--shape" -> shapes.add(shape(arguments[++i]));
        default -> throw new IllegalArgumentException("There is no option " + arguments[i] + ".");
      }
    }
    return new Arguments(peer, threads, part, quick, only, shapes);
  }

  private static int[] shape(String text) {
    int[] sizes = Arrays.stream(text.split("x", -1)).mapToInt(Integer::parseInt).toArray();
    if (sizes.length != 4) {
      throw new IllegalArgumentException(
          "Expected a shape such as 32x50x64x64 (batch, steps, inputs, hidden units) but got "
              + text
              + ".");
    }
    return sizes;
  }

  boolean wants(String id) {
    return only.isEmpty() || only.stream().anyMatch(id::contains);
  }
}
