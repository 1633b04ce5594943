package eddy.series;

import eddy.format.BadInput;
import eddy.format.Lines;
import eddy.format.TextFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Sequences in files of their own, in a folder for each label.
 *
 * <p>A file has a step on each line: the numbers of its channels between commas, semicolons, tabs
 * or blanks. A first line that holds no numbers names the channels.
 */
final class SequenceFiles {
  private static final int LONGEST = 1 << 26;

  private SequenceFiles() {}

  /**
   * The sequences below a folder, in the order of their names.
   *
   * @param labelled whether the folders in it are the labels, below which files may lie as deep as
   *     they like
   */
  static Examples folder(Path root, boolean labelled) {
    List<Examples> all = new ArrayList<>();
    for (Path file : files(root)) {
      Path below = root.relativize(file);
      String name = below.toString().replace('\\', '/');
      if (labelled && below.getNameCount() < 2) {
        throw new BadInput(
            file + ": expected files in a folder for each label but this one is in none.");
      }
      String label = labelled ? below.getName(0).toString() : "";
      Examples read = single(TextFiles.stream(file), file.toString());
      Example only = read.all().getFirst();
      Example named = new Example(only.values(), label, name, only.place());
      Examples one = new Examples(file.toString(), read.channels(), List.of(named));
      all.add(all.isEmpty() ? one : requireSame(one, all.getFirst()));
    }
    List<String> channels = all.isEmpty() ? List.of() : all.getFirst().channels();
    return new Examples(
        root.toString(), channels, all.stream().map(each -> each.all().getFirst()).toList());
  }

  private static Examples requireSame(Examples one, Examples first) {
    if (!one.channels().equals(first.channels())) {
      throw new BadInput(
          "%s: expected %d channels as in %s but found %d, or others."
              .formatted(one.name(), first.channels().size(), first.name(), one.channels().size()));
    }
    return one;
  }

  private static List<Path> files(Path root) {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !file.getFileName().toString().startsWith("."))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw BadInput.of(root, e);
    }
  }

  /** The one sequence of a stream, which is closed. */
  static Examples single(InputStream in, String name) {
    Values values = new Values();
    List<String> channels = new ArrayList<>();
    try (Lines lines = TextFiles.lines(in, name, StandardCharsets.UTF_8, LONGEST)) {
      while (lines.next()) {
        String line = lines.piece().strip().replaceFirst("^\uFEFF", "");
        String place = name + ", line " + lines.number();
        if (line.isEmpty()) {
          continue;
        }
        String[] cells = line.split("\\s*[,;\\t]\\s*|\\s+", -1);
        if (channels.isEmpty()) {
          boolean names = Stream.of(cells).noneMatch(cell -> cell.matches("[+-]?\\.?\\d.*"));
          channels.addAll(names ? List.of(cells) : Examples.numbered(cells.length));
          if (names) {
            continue;
          }
        }
        if (cells.length != channels.size()) {
          throw new BadInput(
              "%s: expected %d numbers as in the line before but found %d."
                  .formatted(place, channels.size(), cells.length));
        }
        for (String cell : cells) {
          values.add(Values.parse(cell, place));
        }
      }
    }
    if (values.count() == 0) {
      throw new BadInput(name + ": expected a line of numbers for each step but found none.");
    }
    return new Examples(name, channels, List.of(new Example(values.array(), "", name, name)));
  }
}
