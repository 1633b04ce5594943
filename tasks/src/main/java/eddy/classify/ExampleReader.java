package eddy.classify;

import eddy.format.BadInput;
import eddy.format.Json;
import eddy.format.Lines;
import eddy.format.TextFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Reads texts, with their labels or without, and refuses with file and line what is none.
 *
 * @param format how the files are written
 */
record ExampleReader(ExampleFormat format) {
  private static final int LONGEST = 1 << 26;

  /**
   * All labelled texts of a file or a folder, one or more.
   *
   * @throws BadInput if there is none, or one is malformed
   */
  List<Example> labelled(Path path) {
    List<Example> examples =
        Files.isDirectory(path)
            ? folder(path)
            : read(TextFiles.stream(path), path.toString(), true);
    return required(examples, path.toString());
  }

  /**
   * The texts of a stream without their labels, one or more: of a table or JSON lines as in
   * training, else one in each line.
   *
   * @param in read to its end and closed
   * @param name what messages call it, whose ending says what it is
   */
  List<Example> texts(InputStream in, String name) {
    return required(read(in, name, false), name);
  }

  /** A single text, whatever its lines. */
  static Example text(String text, String name) {
    return checked(new Example(text, List.of(), name));
  }

  private static List<Example> required(List<Example> examples, String name) {
    if (examples.isEmpty()) {
      throw new BadInput(name + ": expected one text or more but found none.");
    }
    examples.forEach(ExampleReader::checked);
    return examples;
  }

  private static Example checked(Example example) {
    if (example.text().isBlank()) {
      throw new BadInput(example.place() + ": expected a text but it is empty.");
    }
    return example;
  }

  private List<Example> read(InputStream in, String name, boolean labelled) {
    String kind = name.toLowerCase(Locale.ROOT).replaceFirst("\\.gz$", "");
    if (kind.endsWith(".csv") || kind.endsWith(".tsv")) {
      return new ExampleTable(this, name, labelled).read(in, kind.endsWith(".tsv"));
    }
    if (kind.endsWith(".jsonl") || kind.endsWith(".ndjson")) {
      return lines(in, name, (line, place) -> entry(line, place, labelled));
    }
    return lines(
        in,
        name,
        (line, place) -> labelled ? labelFirst(line, place) : new Example(line, List.of(), place));
  }

  private interface LineReader {
    Example read(String line, String place);
  }

  private List<Example> lines(InputStream in, String name, LineReader reader) {
    List<Example> examples = new ArrayList<>();
    eachLine(in, name, (line, place) -> examples.add(reader.read(line, place)));
    return examples;
  }

  /** Hands out the lines, and where each stands. */
  void eachLine(InputStream in, String name, BiConsumer<String, String> out) {
    try (Lines lines = TextFiles.lines(in, name, format.charset(), LONGEST)) {
      boolean first = true;
      while (lines.next()) {
        String place = name + ", line " + lines.number();
        if (!lines.endsLine()) {
          throw new BadInput(
              place + ": expected a line of at most " + LONGEST + " characters but it is longer.");
        }
        // A byte order mark is no part of the text.
        out.accept(first ? lines.piece().replaceFirst("^\uFEFF", "") : lines.piece(), place);
        first = false;
      }
    }
  }

  private Example labelFirst(String line, String place) {
    String[] parts = line.strip().split("\\s+", 2);
    if (parts.length < 2) {
      throw new BadInput(
          place
              + ": expected a label, a blank and a text but found "
              + BadInput.quote(line.strip())
              + ". Tables are recognized by their name: .csv, .tsv or .jsonl.");
    }
    return new Example(parts[1], labels(parts[0], place), place);
  }

  private Example entry(String line, String place, boolean labelled) {
    JsonNode object;
    try {
      object = Json.mapper().readTree(line);
    } catch (JacksonException e) {
      throw new BadInput(
          place + ": expected a JSON object but found " + BadInput.quote(line) + ".", e);
    }
    JsonNode text = object.path(format.text());
    if (!text.isString()) {
      throw new BadInput(
          "%s: expected an entry \"%s\" with a text but found %s."
              .formatted(place, format.text(), shown(text, object)));
    }
    List<String> labels = labelled ? entryLabels(object, place) : List.of();
    return new Example(text.asString(), labels, place);
  }

  private List<String> entryLabels(JsonNode object, String place) {
    JsonNode label = object.path(format.label());
    if (label.isArray() && format.multiple() && label.valueStream().allMatch(JsonNode::isString)) {
      return label.valueStream().map(JsonNode::asString).distinct().toList();
    }
    if (!label.isValueNode() || label.isNull()) {
      throw new BadInput(
          "%s: expected an entry \"%s\" with a label but found %s.%s"
              .formatted(
                  place,
                  format.label(),
                  shown(label, object),
                  label.isArray() ? " Texts with several labels need --several." : ""));
    }
    return labels(label.asString(), place);
  }

  private static String shown(JsonNode entry, JsonNode object) {
    return entry.isMissingNode()
        ? "none in " + BadInput.quote(object.toString())
        : BadInput.quote(entry.toString());
  }

  /** The labels in a cell. */
  List<String> labels(String cell, String place) {
    if (format.multiple()) {
      return Stream.of(cell.split(Pattern.quote(format.several()), -1))
          .map(String::strip)
          .filter(label -> !label.isEmpty())
          .distinct()
          .toList();
    }
    if (cell.isBlank()) {
      throw new BadInput(place + ": expected a label but it is empty.");
    }
    return List.of(cell.strip());
  }

  private List<Example> folder(Path root) {
    List<Path> entries = entries(root);
    long folders = entries.stream().filter(Files::isDirectory).count();
    if (folders != 0 && folders != entries.size()) {
      throw new BadInput(
          root + ": expected a folder for each label, or a file for each, but found both.");
    }
    List<Example> examples = new ArrayList<>();
    for (Path entry : entries) {
      String name = entry.getFileName().toString();
      if (folders > 0) {
        for (Path file : entries(entry)) {
          examples.add(new Example(whole(file), List.of(name), file.toString()));
        }
      } else {
        List<String> label = List.of(name.replaceFirst("(\\.\\w+)?(\\.gz)?$", ""));
        eachLine(
            TextFiles.stream(entry),
            entry.toString(),
            (line, place) -> examples.add(new Example(line, label, place)));
      }
    }
    return examples;
  }

  /** What a folder holds, in the order of the names, without what is hidden. */
  private static List<Path> entries(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> !file.getFileName().toString().startsWith(".")).sorted().toList();
    } catch (IOException e) {
      throw BadInput.of(folder, e);
    }
  }

  private String whole(Path file) {
    StringWriter text = new StringWriter();
    try (BufferedReader reader =
        TextFiles.open(TextFiles.stream(file), file.toString(), format.charset())) {
      reader.transferTo(text);
    } catch (IOException e) {
      throw BadInput.of(file, e);
    }
    return text.toString();
  }
}
