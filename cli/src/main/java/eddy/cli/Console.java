package eddy.cli;

import eddy.format.BadInput;
import java.io.PrintStream;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * What a command talks to.
 *
 * @param out results, and nothing else
 * @param err messages and progress
 * @param columns the width of the terminal that {@code err} is, if it is one
 * @param program what the user types to start Eddy
 * @param stop hears whether the user wants a training to stop
 */
record Console(PrintStream out, PrintStream err, OptionalInt columns, String program, Stop stop) {

  /** Shows a message. */
  void note(String message) {
    err.println(message);
  }

  /** Prints results. */
  void print(String text) {
    out.print(text);
  }

  /**
   * Makes sure that the results have arrived.
   *
   * @throws BadInput if standard output could not take them all
   */
  void flush() {
    err.flush();
    if (out.checkError()) {
      throw new BadInput(
          "Standard output could not be written: the disk is full, or its reader has gone.");
    }
  }

  /** A command line of Eddy's as it can be copied into a shell. */
  String command(List<String> arguments) {
    return program
        + arguments.stream().map(Console::quoted).collect(Collectors.joining(" ", " ", ""));
  }

  /** A command line of Eddy's from its words. */
  String command(String... arguments) {
    return command(List.of(arguments));
  }

  private static String quoted(String word) {
    return word.matches("[\\w@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
