package eddy.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;

/** Runs commands as a user would, in this process or in one of their own. */
final class Shell {
  private Shell() {}

  /** What a command left: its exit status, standard output and standard error. */
  record Ran(int status, String out, String err) {}

  /** Runs a command in this process, not on a terminal. */
  static Ran eddy(Object... arguments) {
    return eddy(OptionalInt.empty(), new Stop(), arguments);
  }

  static Ran eddy(OptionalInt columns, Stop stop, Object... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console = new Console(stream(out), stream(err), columns, "eddy", stop);
    int status = Main.run(console, words(arguments).toArray(String[]::new));
    return new Ran(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** Begins a command in a process of its own; its messages go to a file beside the folder. */
  static Process begin(Path messages, List<String> flags, Object... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--add-modules=jdk.incubator.vector", "-XX:+UseSerialGC"));
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(words(arguments));
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(messages.toFile())
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The words of a command: each argument's own, apart from paths, which may hold spaces. */
  static List<String> words(Object... arguments) {
    List<String> words = new ArrayList<>();
    for (Object argument : arguments) {
      if (argument instanceof Path path) {
        words.add(path.toString());
      } else {
        words.addAll(List.of(argument.toString().strip().split(" +")));
        words.remove("");
      }
    }
    return words;
  }

  /** Writes a daily series with the columns {@code date}, {@code a} and {@code b}. */
  static Path series(Path file, int rows) {
    SplittableRandom random = new SplittableRandom(5);
    StringBuilder text = new StringBuilder("date,a,b\n");
    LocalDate day = LocalDate.of(2020, 1, 1);
    for (int row = 0; row < rows; row++) {
      double wave = Math.sin(2 * Math.PI * row / 7);
      text.append(day.plusDays(row)).append(',');
      text.append(10 + 3 * wave + random.nextDouble()).append(',');
      text.append(100 - 20 * wave + 5 * random.nextDouble()).append('\n');
    }
    try {
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Writes lines in which "the" is followed by one of two words, each of which has its own verb.
   */
  static Path text(Path file, int lines) {
    SplittableRandom random = new SplittableRandom(6);
    StringBuilder text = new StringBuilder();
    for (int line = 0; line < lines; line++) {
      text.append(random.nextBoolean() ? "The dog barks" : "The cat, however, sleeps");
      text.append(random.nextBoolean() ? ".\n" : "!\n");
    }
    try {
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }
}
