package eddy.frames;

import eddy.format.BadInput;
import eddy.format.Digest;
import eddy.format.Idx;
import eddy.format.TextFiles;
import eddy.table.Table;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Reads clips, with their labels or without: below a folder with a folder for each label; named by
 * a table with the columns {@code clip} and {@code label}; or packed into one file in IDX, {@code
 * NAME-idx4-ubyte} or {@code NAME-idx4-ubyte.gz}, grey, with a table {@code NAME.csv} beside it
 * that has a row for each clip.
 *
 * @param format how clips are read
 */
record ExampleReader(FramesFormat format) {

  /**
   * All clips that a path stands for, each with its label.
   *
   * @throws BadInput if there is none, or one is damaged, or has no label or another size
   */
  List<Example> labelled(Path path) {
    return read(path, true);
  }

  /** The same without labels, which are not looked at; a path may also be a clip itself. */
  List<Example> plain(Path path) {
    return read(path, false);
  }

  /** SHA-256 of all that {@link #labelled} reads, by the names of the files. */
  Map<String, String> digests(Path path) {
    Map<String, String> digests = new LinkedHashMap<>(Digest.byName(path));
    if (isPacked(path)) {
      digests.putAll(Digest.byName(tableOf(path)));
    } else if (isTable(path)) {
      Digest all = new Digest();
      Table table = Table.read(path);
      clips(path, table).forEach(clip -> all.add(Digest.sha256(clip)));
      digests.put(FramesFormat.CLIP, all.hex());
    }
    return digests;
  }

  private List<Example> read(Path path, boolean labelled) {
    List<Example> examples =
        isPacked(path)
            ? packed(path, labelled)
            : isTable(path) ? table(path, labelled) : folder(path, labelled);
    if (examples.isEmpty()) {
      throw new BadInput(path + ": expected one clip or more but found none.");
    }
    Clip first = examples.getFirst().clip();
    for (Example example : examples) {
      requireSize(example, first.height(), first.width(), examples.getFirst().place());
    }
    return examples;
  }

  /**
   * Refuses a clip of another size.
   *
   * @param where what has the size that is expected
   */
  static void requireSize(Example example, int height, int width, String where) {
    if (example.clip().height() != height || example.clip().width() != width) {
      throw new BadInput(
          "%s: expected frames of %dx%d as in %s but found %s. A training with --size brings all to one."
              .formatted(example.place(), height, width, where, example.clip().size()));
    }
  }

  private static String name(Path path) {
    return path.getFileName().toString().toLowerCase(Locale.ROOT);
  }

  private static boolean isPacked(Path path) {
    return name(path).matches(".*-idx4-ubyte(\\.gz)?");
  }

  private static boolean isTable(Path path) {
    return name(path).matches(".*\\.[ct]sv(\\.gz)?");
  }

  private List<Example> folder(Path root, boolean labelled) {
    ClipFiles files = new ClipFiles(format, Video.FFMPEG);
    List<Example> examples = new ArrayList<>();
    for (Path clip : ClipFiles.below(root)) {
      Path below = root.relativize(clip);
      if (labelled && below.getNameCount() < 2) {
        throw new BadInput(
            clip + ": expected a folder for each label with the clips in it but this is in none.");
      }
      String name = clip.equals(root) ? root.getFileName().toString() : below.toString();
      examples.add(
          new Example(
              files.read(clip),
              labelled ? below.getName(0).toString() : "",
              name.replace('\\', '/'),
              clip.toString()));
    }
    return examples;
  }

  private List<Example> table(Path path, boolean labelled) {
    Table table = Table.read(path);
    List<String> names = table.text(FramesFormat.CLIP);
    List<String> labels = labelled ? table.text(format.label()) : List.of();
    List<Path> clips = clips(path, table);
    ClipFiles files = new ClipFiles(format, Video.FFMPEG);
    List<Example> examples = new ArrayList<>();
    for (int row = 0; row < clips.size(); row++) {
      String place = table.where(row, FramesFormat.CLIP);
      List<Path> found = ClipFiles.below(clips.get(row));
      if (found.size() != 1) {
        throw new BadInput(
            "%s: expected one clip but %s is a folder of %d."
                .formatted(place, clips.get(row), found.size()));
      }
      String label = labelled ? label(table, labels, row) : "";
      examples.add(new Example(files.read(found.getFirst()), label, names.get(row), place));
    }
    return examples;
  }

  /** Where the clips of a table are: names are meant from the folder that it lies in. */
  private static List<Path> clips(Path path, Table table) {
    List<Path> clips = new ArrayList<>();
    List<String> names = table.text(FramesFormat.CLIP);
    for (int row = 0; row < names.size(); row++) {
      Path clip = path.resolveSibling(names.get(row));
      if (names.get(row).isEmpty() || !Files.exists(clip)) {
        throw new BadInput(
            "%s: expected a clip but there is no file or folder %s."
                .formatted(table.where(row, FramesFormat.CLIP), BadInput.quote(names.get(row))));
      }
      clips.add(clip);
    }
    return clips;
  }

  private String label(Table table, List<String> labels, int row) {
    String label = labels.get(row).strip();
    if (label.isEmpty()) {
      throw new BadInput(table.where(row, format.label()) + ": expected a label but found none.");
    }
    return label;
  }

  private List<Example> packed(Path path, boolean labelled) {
    List<String> labels = List.of();
    List<Example> examples = new ArrayList<>();
    try (Idx clips = Idx.open(TextFiles.stream(path), path.toString(), "clip", 4)) {
      if (labelled) {
        Table table = Table.read(tableOf(path));
        if (table.rows() != clips.items()) {
          throw new BadInput(
              "%s: expected %,d rows as there are clips in %s but found %,d."
                  .formatted(table.name(), clips.items(), path.getFileName(), table.rows()));
        }
        labels = new ArrayList<>();
        List<String> cells = table.text(format.label());
        for (int row = 0; row < cells.size(); row++) {
          labels.add(label(table, cells, row));
        }
      }
      int[] shape = clips.shape();
      Frame.requireSize(shape[1], shape[2], path.toString());
      for (int i = 0; i < clips.items(); i++) {
        String place = clips.place();
        Clip packed = new Clip(shape[1], shape[2], 1, clips.next());
        Clip.Builder clip = new Clip.Builder(place, format, packed.frames());
        IntStream.range(0, packed.frames()).forEach(t -> clip.add(() -> packed.frame(t), place));
        examples.add(
            new Example(
                clip.clip(), labelled ? labels.get(i) : "", Integer.toString(i + 1), place));
      }
    }
    return examples;
  }

  private static Path tableOf(Path path) {
    Path table =
        path.resolveSibling(
            path.getFileName().toString().replaceFirst("(?i)-idx4-ubyte(\\.gz)?$", ".csv"));
    if (!Files.exists(table)) {
      throw new BadInput(
          "%s: expected its labels beside it in %s but there is no such file."
              .formatted(path, table.getFileName()));
    }
    return table;
  }
}
