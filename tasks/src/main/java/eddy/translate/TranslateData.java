package eddy.translate;

import eddy.format.BadInput;
import eddy.format.Digest;
import eddy.format.Lines;
import eddy.format.TextFiles;
import eddy.task.Shares;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ObjLongConsumer;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * Where sentences and their translations come from.
 *
 * <p>Either one file, with a sentence, a tab and its translation on each line, and more behind
 * another tab left alone; a sentence may have several translations, one a line. Or two parallel
 * files, the same line of which belong together, of one name with the languages as endings: {@code
 * train.en} and {@code train.de}. They may be compressed, {@code train.en.gz}.
 *
 * @param data the file; or one of parallel files, or what both begin with
 * @param valid the same to validate on; without it, part of the data is cut off
 * @param split the shares of training, validation and test, {@link #SPLIT} by default; none beside
 *     {@code valid}
 */
public record TranslateData(
    Path data, Optional<Path> valid, Optional<String> split, Languages languages) {
  /** How sentences are cut into parts unless it is said otherwise. */
  public static final String SPLIT = "90/5/5";

  /** Sentences are dealt out in so many lots. */
  private static final int LOTS = 20;

  private static final int LONGEST = 1 << 20;
  private static final Pattern BLANKS = Pattern.compile("\\s+");

  /**
   * What is translated into what; the endings of parallel files.
   *
   * @param source a code such as en, or nothing where it does not matter
   * @param target a code such as de, or nothing; zh makes BLEU cut Chinese into characters
   */
  public record Languages(String source, String target) {
    /** Any. */
    public static final Languages ANY = new Languages("", "");
  }

  public TranslateData {
    Shares.requireNoneBeside(valid, split);
  }

  /** One file of sentences and translations, a twentieth to validate and a twentieth for test. */
  public static TranslateData of(Path data) {
    return new TranslateData(data, Optional.empty(), Optional.empty(), Languages.ANY);
  }

  /**
   * The parts of the data; a sentence is in one of them, with all its translations.
   *
   * @param test none where the data to validate on was given
   */
  record Parts(List<Pair> train, List<Item> validation, List<Item> test) {}

  /** What a model has to know to find its test part again: nothing where there is none. */
  String cut() {
    return valid.isPresent() ? "" : split.orElse(SPLIT);
  }

  Parts parts() {
    if (valid.isPresent()) {
      return new Parts(read(data, languages), items(valid.get(), languages), List.of());
    }
    return cut(read(data, languages), cut(), grouped(data, languages));
  }

  /**
   * Deals sentences out by the CRC-32 of their UTF-8 bytes, so that which part a sentence is in
   * depends on nothing but itself: the first of the twenty lots make the test part, the next the
   * validation part.
   */
  static Parts cut(List<Pair> all, String split, boolean grouped) {
    Shares shares = Shares.parse(split).orElseThrow(() -> splitExpected(split)).three();
    int test = lots(shares.parts().get(2), split);
    int validation = test + lots(shares.parts().get(1), split);
    List<Pair> first = new ArrayList<>();
    List<Pair> second = new ArrayList<>();
    List<Pair> third = new ArrayList<>();
    for (Pair pair : all) {
      CRC32 sum = new CRC32();
      sum.update(pair.source().getBytes(StandardCharsets.UTF_8));
      int lot = (int) (sum.getValue() % LOTS);
      (lot < test ? third : lot < validation ? second : first).add(pair);
    }
    return new Parts(first, items(second, grouped), items(third, grouped));
  }

  private static int lots(BigDecimal share, String split) {
    try {
      return share.multiply(BigDecimal.valueOf(LOTS)).intValueExact();
    } catch (ArithmeticException _) {
      throw splitExpected(split);
    }
  }

  private static BadInput splitExpected(String split) {
    return new BadInput(
        "--split: expected shares of training, validation and test in steps of 5, such as 90/5/5, but"
            + " found \""
            + split
            + "\".");
  }

  /** The part of the data that training has set aside. */
  static List<Item> test(Path data, Languages languages, String split) {
    return cut(read(data, languages), split, grouped(data, languages)).test();
  }

  /** The sentences of a file, with all their translations. */
  static List<Item> items(Path data, Languages languages) {
    return items(read(data, languages), grouped(data, languages));
  }

  private static List<Item> items(List<Pair> pairs, boolean grouped) {
    if (!grouped) {
      return pairs.stream()
          .map(pair -> new Item(pair.source(), List.of(pair.target()), pair.place()))
          .toList();
    }
    Map<String, List<Pair>> bySource = new LinkedHashMap<>();
    pairs.forEach(
        pair -> bySource.computeIfAbsent(pair.source(), _ -> new ArrayList<>()).add(pair));
    return bySource.values().stream()
        .map(same ->
            new Item(
                same.getFirst().source(),
                same.stream().map(Pair::target).distinct().toList(),
                same.getFirst().place()))
        .toList();
  }

  private static boolean grouped(Path data, Languages languages) {
    return files(data, languages).size() == 1;
  }

  /** The one file or the two that a path stands for. */
  static List<Path> files(Path data, Languages languages) {
    String name = data.getFileName().toString();
    String plain = name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
    String ending = "." + languages.source();
    boolean one = !languages.source().isEmpty() && plain.endsWith(ending);
    if (languages.source().isEmpty()
        || languages.target().isEmpty()
        || (!one && Files.isRegularFile(data))) {
      return List.of(data);
    }
    String stem = one ? plain.substring(0, plain.length() - ending.length()) : name;
    return List.of(
        existing(data.resolveSibling(stem + ending)),
        existing(data.resolveSibling(stem + "." + languages.target())));
  }

  private static Path existing(Path file) {
    Path packed = file.resolveSibling(file.getFileName() + ".gz");
    return !Files.exists(file) && Files.exists(packed) ? packed : file;
  }

  /** SHA-256 of all that is read, by the names of the files. */
  static Map<String, String> digests(Path data, Languages languages, String prefix) {
    Map<String, String> all = new LinkedHashMap<>();
    files(data, languages)
        .forEach(file -> all.put(prefix + file.getFileName(), Digest.sha256(file)));
    return all;
  }

  /**
   * Reads sentences and their translations.
   *
   * @throws BadInput with file and line if something is missing
   */
  static List<Pair> read(Path data, Languages languages) {
    List<Path> files = files(data, languages);
    Path file = files.getFirst();
    List<Pair> pairs = new ArrayList<>();
    if (files.size() == 1) {
      read(
          TextFiles.stream(file),
          file.toString(),
          (line, number) -> pairs.add(pair(line, file, number)));
      return pairs;
    }
    List<String> sources = sentences(file);
    List<String> targets = sentences(files.getLast());
    if (sources.size() != targets.size()) {
      throw new BadInput(
          "%s: expected %d lines, as %s has, but found %d. The same line of both belongs together."
              .formatted(files.getLast(), sources.size(), file.getFileName(), targets.size()));
    }
    for (int i = 0; i < sources.size(); i++) {
      pairs.add(new Pair(sources.get(i), targets.get(i), file, i + 1L));
    }
    return pairs;
  }

  private static Pair pair(String line, Path file, long number) {
    String[] cells = line.split("\t", 3);
    if (cells.length < 2 || cells[0].isBlank() || cells[1].isBlank()) {
      throw new BadInput(
          "%s, line %d: expected a sentence, a tab and its translation but found %s."
              .formatted(file, number, BadInput.quote(line)));
    }
    return new Pair(spaced(cells[0]), spaced(cells[1]), file, number);
  }

  private static List<String> sentences(Path file) {
    List<String> all = new ArrayList<>();
    read(TextFiles.stream(file), file.toString(), (line, _) -> all.add(line));
    return all.stream().map(TranslateData::spaced).toList();
  }

  /**
   * Reads lines, none of which may be empty.
   *
   * @param in read and closed
   * @param name what messages call it
   */
  static void read(InputStream in, String name, ObjLongConsumer<String> out) {
    try (Lines lines = TextFiles.lines(in, name, StandardCharsets.UTF_8, LONGEST)) {
      while (lines.next()) {
        if (!lines.endsLine()) {
          throw new BadInput(
              "%s, line %d: expected a sentence but the line has more than %d characters. Cut it into sentences."
                  .formatted(name, lines.number(), LONGEST));
        }
        if (lines.piece().isBlank()) {
          throw new BadInput(
              ("%s, line %d: expected a sentence but the line is empty."
                      + " Remove it, and of parallel files the same line of both.")
                  .formatted(name, lines.number()));
        }
        out.accept(lines.piece(), lines.number());
      }
    }
  }

  /** A sentence with single blanks. */
  static String spaced(String text) {
    return BLANKS.matcher(text.strip()).replaceAll(" ");
  }
}
