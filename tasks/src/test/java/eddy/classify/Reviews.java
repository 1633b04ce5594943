package eddy.classify;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/** Texts of a few words of which one decides: after "not", the other way round. */
final class Reviews {
  private static final String[] FILLERS = {"the", "film", "was", "a", "very", "long", "one"};

  private Reviews() {}

  /** Lines of a label and a text. */
  static String lines(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < count; i++) {
      boolean good = random.nextBoolean();
      boolean not = random.nextBoolean();
      StringBuilder text = new StringBuilder();
      int before = random.nextInt(1, 4);
      int after = random.nextInt(0, 3);
      fill(text, before, random);
      text.append(not ? "not " : "").append(good ? "good " : "bad ");
      fill(text, after, random);
      lines.append(good != not ? "pos " : "neg ").append(text.toString().strip()).append('\n');
    }
    return lines.toString();
  }

  private static void fill(StringBuilder text, int words, SplittableRandom random) {
    for (int i = 0; i < words; i++) {
      text.append(FILLERS[random.nextInt(FILLERS.length)]).append(' ');
    }
  }

  static Path file(Path path, int count, long seed) {
    try {
      return Files.writeString(path, lines(count, seed));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
