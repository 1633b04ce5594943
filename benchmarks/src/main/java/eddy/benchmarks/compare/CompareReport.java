package eddy.benchmarks.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Joins what the processes of a run measured, prints it, and puts a result into the docs. */
public final class CompareReport {
  private static final String BEGIN = "<!-- results: begin -->";
  private static final String END = "<!-- results: end -->";

  private CompareReport() {}

  /**
   * {@code join COMMIT full|quick JSON PART...} prints the tables and writes the file JSON; {@code
   * render JSON MARKDOWN} puts the tables between the markers of a page.
   */
  public static void main(String[] arguments) throws IOException {
    if (arguments[0].equals("render")) {
      render(Path.of(arguments[1]), Path.of(arguments[2]));
      return;
    }
    List<Part> parts = new ArrayList<>();
    for (int i = 4; i < arguments.length; i++) {
      parts.add(Json.read(Path.of(arguments[i]), Part.class));
    }
    boolean quick = arguments[2].equals("quick");
    String date = LocalDate.now(ZoneOffset.UTC).toString();
    Results results = Results.of(date, arguments[1], quick, Machine.here(), parts);
    Json.write(Path.of(arguments[3]), results);
    System.out.print(Tables.of(results));
    if (parts.stream().anyMatch(part -> !part.failures().isEmpty())) {
      System.exit(1);
    }
  }

  private static void render(Path json, Path page) throws IOException {
    List<String> lines = Files.readAllLines(page);
    int begin = lines.indexOf(BEGIN);
    int end = lines.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IllegalArgumentException(
          page + ": expected a line " + BEGIN + " and later a line " + END + ".");
    }
    List<String> rendered = new ArrayList<>(lines.subList(0, begin + 1));
    Collections.addAll(rendered, "", "```text");
    Tables.of(Json.read(json, Results.class)).lines().forEach(rendered::add);
    Collections.addAll(rendered, "```", "");
    rendered.addAll(lines.subList(end, lines.size()));
    Files.write(page, rendered);
  }
}
