package eddy.series;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.StringJoiner;

/** Noisy movements in a plane, of any length: circles one way round or the other. */
final class Gestures {
  private Gestures() {}

  /** A {@code .ts} file of cases whose label is {@code left} or {@code right}. */
  static Path labelled(Path path, int count, long seed) {
    return write(path, "@classLabel true left right", count, seed, false);
  }

  /** The same with 120 as the target of those to the left, and 100 of the others. */
  static Path numbered(Path path, int count, long seed) {
    return write(path, "@targetLabel true", count, seed, true);
  }

  private static Path write(Path path, String header, int count, long seed, boolean number) {
    SplittableRandom random = new SplittableRandom(seed);
    StringBuilder text = new StringBuilder("@dimensions 2\n@equalLength false\n");
    text.append(header).append("\n@data\n");
    for (int i = 0; i < count; i++) {
      int steps = random.nextInt(6, 15);
      boolean left = random.nextBoolean();
      double start = random.nextDouble(2 * Math.PI);
      StringJoiner x = new StringJoiner(",");
      StringJoiner y = new StringJoiner(",");
      for (int t = 0; t < steps; t++) {
        double angle = start + (left ? 0.5 : -0.5) * t;
        x.add(number(50 + 10 * Math.cos(angle) + random.nextGaussian()));
        y.add(number(Math.sin(angle) + 0.1 * random.nextGaussian()));
      }
      String last = number ? number(left ? 120 : 100) : left ? "left" : "right";
      text.append(x).append(':').append(y).append(':').append(last).append('\n');
    }
    try {
      return Files.writeString(path, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}
