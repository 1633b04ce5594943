package eddy.transcribe;

import eddy.data.Shuffle;
import eddy.format.BadInput;
import eddy.format.Digest;
import eddy.table.Table;
import eddy.task.Shares;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/**
 * Where recordings and their transcripts come from.
 *
 * @param data a manifest, which is a table with a column of WAV files (relative to it) and one of
 *     transcripts; or a folder of WAV files
 * @param valid the same to validate on; without it, part of the data is cut off
 * @param split the shares of training, validation and test, {@link Shares#USUAL} by default; none
 *     beside {@code valid}
 * @param columns how the manifest is read
 */
public record TranscribeData(
    Path data, Optional<Path> valid, Optional<String> split, Columns columns) {
  /** Recordings are dealt out in this order, so that a sorted folder gives no one-sided parts. */
  private static final long ORDER = 0;

  /**
   * Where the transcript of a recording stands.
   *
   * @param audio the manifest's column of files
   * @param text the manifest's column of transcripts
   * @param label of a folder: a regular expression for a file's name without its ending; its first
   *     group is the transcript, in which underscores are blanks
   */
  public record Columns(String audio, String text, String label) {
    /** The usual names, and the whole name of a file as its transcript. */
    public static final Columns USUAL = new Columns("audio", "text", "(.*)");
  }

  public TranscribeData {
    Shares.requireNoneBeside(valid, split);
  }

  /** Data with the usual columns, a tenth of it to validate and a tenth for test. */
  public static TranscribeData of(Path data) {
    return new TranscribeData(data, Optional.empty(), Optional.empty(), Columns.USUAL);
  }

  /**
   * The parts of the data.
   *
   * @param test none where the data to validate on was given
   */
  record Parts(List<Utterance> train, List<Utterance> validation, List<Utterance> test) {}

  /** What a model has to know to find its test part again: nothing where there is none. */
  String cut() {
    return valid.isPresent() ? "" : split.orElse(Shares.USUAL);
  }

  Parts parts() {
    List<Utterance> all = read(data, columns);
    return valid.isPresent()
        ? new Parts(all, read(valid.get(), columns), List.of())
        : cut(all, cut());
  }

  static Parts cut(List<Utterance> all, String split) {
    int[] counts = Shares.of(split).counts(all.size());
    int known = counts[0] + counts[1];
    int[] order = Shuffle.permutation(all.size(), ORDER, 0);
    return new Parts(
        pick(all, order, 0, counts[0]),
        pick(all, order, counts[0], known),
        pick(all, order, known, all.size()));
  }

  private static List<Utterance> pick(List<Utterance> all, int[] order, int from, int to) {
    return Arrays.stream(order, from, to).mapToObj(all::get).toList();
  }

  /**
   * Reads a manifest or a folder.
   *
   * @throws BadInput if it is neither, or empty
   */
  static List<Utterance> read(Path data, Columns columns) {
    List<Utterance> all = Files.isDirectory(data) ? folder(data, columns) : manifest(data, columns);
    if (all.isEmpty()) {
      throw new BadInput(data + ": expected recordings but found none.");
    }
    return all;
  }

  private static List<Utterance> manifest(Path file, Columns columns) {
    Table table = Table.read(file);
    List<String> audio = table.text(columns.audio());
    List<String> text = table.text(columns.text());
    Path folder = file.toAbsolutePath().getParent();
    List<Utterance> all = new ArrayList<>();
    for (int row = 0; row < table.rows(); row++) {
      String place = file + ", line " + table.line(row);
      if (audio.get(row).isBlank()) {
        throw new BadInput(place + ": expected a WAV file but the cell is empty.");
      }
      Path recording = folder.resolve(audio.get(row).strip());
      all.add(new Utterance(recording, spaced(text.get(row)), place + " (" + recording + ")"));
    }
    return all;
  }

  private static List<Utterance> folder(Path folder, Columns columns) {
    Pattern rule;
    try {
      rule = Pattern.compile(columns.label());
    } catch (PatternSyntaxException e) {
      throw new BadInput("--label: expected a regular expression: " + e.getDescription() + ".");
    }
    List<Utterance> all = new ArrayList<>();
    for (Path file : recordings(folder)) {
      String name = file.getFileName().toString();
      Matcher found = rule.matcher(name.substring(0, name.length() - ".wav".length()));
      if (!found.matches() || found.groupCount() < 1) {
        throw new BadInput(
            "%s: expected a name from which --label \"%s\" takes the transcript by its first group."
                .formatted(file, columns.label()));
      }
      all.add(new Utterance(file, spaced(found.group(1).replace('_', ' ')), file.toString()));
    }
    return all;
  }

  /** The WAV files of a folder by name. */
  static List<Path> recordings(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".wav"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw BadInput.of(folder, e);
    }
  }

  private static String spaced(String text) {
    return text.strip().replaceAll("\\s+", " ");
  }

  /** The SHA-256 of the names, transcripts and sounds of some recordings. */
  static String digest(List<Utterance> utterances) {
    Digest digest = new Digest();
    for (Utterance each : utterances) {
      digest.add(each.audio().getFileName() + "\t" + each.text() + "\t");
      digest.add(Digest.sha256(each.audio()) + "\n");
    }
    return digest.hex();
  }
}
