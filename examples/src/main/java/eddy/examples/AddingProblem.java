package eddy.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.StringJoiner;

/**
 * Writes the adding problem, the classic trial of a long memory, as a {@code .ts} file: each step
 * has a random number from 0 to 1 and a mark, which is 1 at two steps, one of either half, and else
 * 0; the target is the sum of the two marked numbers. Who always says 1 has a mean squared error of
 * 1/6.
 *
 * <p>Hochreiter and Schmidhuber, "Long short-term memory", Neural Computation 9(8), 1997; marks and
 * numbers as in Le, Jaitly and Hinton, "A simple way to initialize recurrent networks of rectified
 * linear units", 2015.
 *
 * <p>It needs nothing but the JDK, so that {@code java AddingProblem.java FILE 1000 600 1} works.
 */
public final class AddingProblem {
  private AddingProblem() {}

  static void write(Path file, int sequences, int steps, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    try (Writer out = Files.newBufferedWriter(file)) {
      out.write("@problemName Adding\n@dimensions 2\n@seriesLength " + steps + "\n");
      out.write("@targetLabel true\n@data\n");
      for (int i = 0; i < sequences; i++) {
        int first = random.nextInt(steps / 2);
        int second = random.nextInt(steps / 2, steps);
        StringJoiner numbers = new StringJoiner(",");
        StringJoiner marks = new StringJoiner(",");
        int sum = 0;
        for (int t = 0; t < steps; t++) {
          // Whole hundred-thousandths, so that the target is the exact sum of what is written.
          int number = random.nextInt(100_001);
          boolean marked = t == first || t == second;
          numbers.add(decimal(number));
          marks.add(marked ? "1" : "0");
          sum += marked ? number : 0;
        }
        out.write(numbers + ":" + marks + ":" + decimal(sum) + "\n");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String decimal(int hundredThousandths) {
    return hundredThousandths / 100_000
        + "."
        + String.format(Locale.ROOT, "%05d", hundredThousandths % 100_000);
  }

  /** Takes a file, how many sequences, how many steps, and a seed. */
  public static void main(String[] arguments) {
    write(
        Path.of(arguments[0]),
        Integer.parseInt(arguments[1]),
        Integer.parseInt(arguments[2]),
        Long.parseLong(arguments[3]));
  }
}
