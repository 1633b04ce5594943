package eddy.tag;

import eddy.format.BadInput;
import eddy.format.Lines;
import eddy.format.TextFiles;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Reads sentences: from a file with a word a line, its columns between tabs or blanks and an empty
 * line behind each sentence; from a folder of parallel files with a sentence a line; or, for
 * segmentation, from a file with a sentence a line.
 *
 * @param format what stands where
 */
record TagReader(TagFormat format) {
  /** The files of a folder, as the corpora ATIS and Snips have them: words, tags and labels. */
  static final String WORDS = "seq.in";

  static final String TAGS = "seq.out";
  static final String LABELS = "label";

  private static final int LONGEST = 1 << 20;
  private static final Pattern BLANKS = Pattern.compile("[ \t]+");

  /** In CoNLL-U, a token that is written as one but analyzed as several, or not written at all. */
  private static final Pattern NO_WORD = Pattern.compile("\\d+[-.]\\d+\t");

  private record Line(List<String> parts, boolean tabs, long number) {}

  /** What is done with each line. */
  private interface Visitor {
    void line(String text, long number);
  }

  /**
   * Reads what a user has named.
   *
   * @throws BadInput with file and line if it can't be read that way
   */
  List<Sentence> read(Path path) {
    List<Sentence> sentences;
    if (Files.isDirectory(path)) {
      sentences = parallel(path);
    } else {
      Lines lines = TextFiles.lines(path, charset(), LONGEST);
      sentences =
          format.text() == 0 ? plain(lines, path.toString()) : table(lines, path.toString(), true);
    }
    List<Sentence> read =
        format.segment() ? sentences.stream().map(Segmenter::cut).toList() : sentences;
    if (read.isEmpty()) {
      throw new BadInput(path + ": expected sentences but the file holds none.");
    }
    return read;
  }

  /**
   * Sentences whose tags are legal in a scheme, or made so if the format says it.
   *
   * @param advice what a user can do about an illegal tag
   * @throws BadInput with file and line at the first tag that is not
   */
  List<Sentence> legal(List<Sentence> sentences, TagScheme scheme, String advice) {
    List<Sentence> legal = new ArrayList<>();
    for (Sentence sentence : sentences) {
      List<String> tags = sentence.tags();
      OptionalInt mistake = scheme.mistake(tags);
      if (mistake.isPresent() && !format.repair()) {
        int word = mistake.getAsInt();
        String place =
            word == 0 ? "at the beginning" : "after " + BadInput.quote(tags.get(word - 1));
        throw sentence.refusal(
            word,
            "the tag %s %s is illegal in the scheme %s. %s"
                .formatted(BadInput.quote(tags.get(word)), place, scheme.label(), advice));
      }
      legal.add(mistake.isPresent() ? sentence.with(scheme.convert(tags)) : sentence);
    }
    return legal;
  }

  /** The files that {@link #read} reads. */
  List<Path> files(Path path) {
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    List<Path> files = new ArrayList<>(List.of(member(path, WORDS), member(path, TAGS)));
    found(path, LABELS).ifPresent(files::add);
    return files;
  }

  /**
   * Reads sentences without tags: in columns if the model was trained on columns, and else one a
   * line.
   */
  List<Sentence> untagged(InputStream data, String name, boolean columns) {
    Lines lines = TextFiles.lines(data, name, charset(), LONGEST);
    return columns ? table(lines, name, false) : raw(lines, name);
  }

  /** Reads sentences of a text that is given as it is, one a line, with words between blanks. */
  List<Sentence> untagged(InputStream text, String name, Charset charset) {
    return raw(TextFiles.lines(text, name, charset, LONGEST), name);
  }

  private List<Sentence> raw(Lines lines, String name) {
    List<Sentence> sentences = plain(lines, name);
    return format.segment()
        ? sentences.stream().map(s -> Segmenter.cut(s).with(List.of())).toList()
        : sentences;
  }

  private Charset charset() {
    return TextFiles.encoding(format.encoding());
  }

  private static void visit(Lines lines, String name, Visitor visitor) {
    try (lines) {
      while (lines.next()) {
        if (!lines.endsLine()) {
          throw new BadInput(
              "%s, line %d: expected at most %d characters a line. Cut the text into sentences."
                  .formatted(name, lines.number(), LONGEST));
        }
        visitor.line(lines.piece(), lines.number());
      }
    }
  }

  /** A sentence a line; empty lines hold none. */
  private static List<Sentence> plain(Lines lines, String name) {
    List<Sentence> sentences = new ArrayList<>();
    visit(
        lines,
        name,
        (text, number) -> {
          List<String> words = words(text);
          if (!words.isEmpty()) {
            sentences.add(Sentence.of(words, List.of(), Optional.empty(), name, number));
          }
        });
    return sentences;
  }

  private static List<String> words(String text) {
    return BLANKS.splitAsStream(text).filter(Predicate.not(String::isEmpty)).toList();
  }

  /** A word a line. */
  private List<Sentence> table(Lines lines, String name, boolean tagged) {
    List<Sentence> sentences = new ArrayList<>();
    List<Line> rows = new ArrayList<>();
    List<Line> first = new ArrayList<>();
    visit(
        lines,
        name,
        (text, number) -> {
          if (BLANKS.matcher(text).replaceAll("").isEmpty()) {
            finish(rows, name, tagged, sentences);
          } else if (isWord(text, first)) {
            Line line = new Line(columns(text), text.indexOf('\t') >= 0, number);
            first.addAll(first.isEmpty() ? List.of(line) : List.of());
            check(line, first.getFirst(), name, tagged);
            rows.add(line);
          }
        });
    finish(rows, name, tagged, sentences);
    return sentences;
  }

  /**
   * Where words don't come first and columns stand between tabs the file may be CoNLL-U, which has
   * comments, and rows of numbers such as 1-2 or 2.1 that are no words.
   *
   * @param first the first row of the file, if there has been one
   */
  private boolean isWord(String text, List<Line> first) {
    boolean tabs = text.indexOf('\t') >= 0;
    boolean comment = text.startsWith("#") && !tabs && (first.isEmpty() || first.getFirst().tabs());
    return format.text() == 1 || !(comment || NO_WORD.matcher(text).lookingAt());
  }

  private static List<String> columns(String text) {
    return text.indexOf('\t') >= 0 ? Arrays.asList(text.split("\t", -1)) : words(text);
  }

  private void check(Line line, Line first, String name, boolean tagged) {
    int count = first.parts().size();
    if (line.parts().size() != count) {
      throw new BadInput(
          "%s, line %d: expected %d columns, as in line %d, but found %d."
              .formatted(name, line.number(), count, first.number(), line.parts().size()));
    }
    require("--text", format.text(), count, name, line.number());
    format.features().forEach(column -> require("--features", column, count, name, line.number()));
    if (tagged) {
      require("--tags", format.tags(), count, name, line.number());
      if (!format.segment() && tagColumn(count) == format.text()) {
        throw new BadInput(
            "%s, line %d: expected a column of tags beside the words but found %d column%s."
                .formatted(name, line.number(), count, count == 1 ? "" : "s"));
      }
      if (line.parts().get(tagColumn(count) - 1).isEmpty()) {
        throw new BadInput("%s, line %d: the tag is empty.".formatted(name, line.number()));
      }
    }
    if (line.parts().get(format.text() - 1).isEmpty()) {
      throw new BadInput("%s, line %d: the word is empty.".formatted(name, line.number()));
    }
  }

  private int tagColumn(int count) {
    return format.tags() == 0 ? count : format.tags();
  }

  private static void require(String option, int column, int count, String name, long line) {
    if (column > count) {
      throw new BadInput(
          "%s, line %d: %s is column %d but the line has %d."
              .formatted(name, line, option, column, count));
    }
  }

  private void finish(List<Line> rows, String name, boolean tagged, List<Sentence> sentences) {
    if (rows.isEmpty()) {
      return;
    }
    int tag = tagColumn(rows.getFirst().parts().size()) - 1;
    boolean tags = tagged && !format.segment();
    sentences.add(
        new Sentence(
            rows.stream().map(row -> row.parts().get(format.text() - 1)).toList(),
            rows.stream()
                .map(row -> format.features().stream().map(f -> row.parts().get(f - 1)).toList())
                .toList(),
            tags ? rows.stream().map(row -> row.parts().get(tag)).toList() : List.of(),
            Optional.empty(),
            name,
            rows.stream().map(Line::number).toList()));
    rows.clear();
  }

  /** Words, tags and perhaps labels in files of their own, which agree line by line. */
  private List<Sentence> parallel(Path folder) {
    if (format.segment() || !format.features().isEmpty()) {
      throw new BadInput(
          folder + ": expected a file for --segment and --features but found a folder.");
    }
    Path wordFile = member(folder, WORDS);
    Path tagFile = member(folder, TAGS);
    Optional<Path> labelFile = found(folder, LABELS);
    List<Line> words = lines(wordFile);
    List<Line> tags = lines(tagFile);
    requireAlike(wordFile, words, tagFile, tags);
    List<Line> labels = labelFile.map(this::lines).orElse(List.of());
    labelFile.ifPresent(file -> requireAlike(wordFile, words, file, labels));
    List<Sentence> sentences = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      Line line = words.get(i);
      if (line.parts().isEmpty()) {
        throw new BadInput("%s, line %d: the text is empty.".formatted(wordFile, line.number()));
      }
      if (line.parts().size() != tags.get(i).parts().size()) {
        throw new BadInput(
            "%s, line %d: expected a tag for each of the %d words in %s but found %d."
                .formatted(
                    tagFile,
                    line.number(),
                    line.parts().size(),
                    wordFile.getFileName(),
                    tags.get(i).parts().size()));
      }
      Optional<String> label =
          labels.isEmpty() ? Optional.empty() : Optional.of(label(labels.get(i), labelFile));
      sentences.add(
          Sentence.of(
              line.parts(), tags.get(i).parts(), label, wordFile.toString(), line.number()));
    }
    return sentences;
  }

  private static String label(Line line, Optional<Path> file) {
    if (line.parts().isEmpty()) {
      throw new BadInput(
          "%s, line %d: the label is empty.".formatted(file.orElseThrow(), line.number()));
    }
    return String.join(" ", line.parts());
  }

  private static void requireAlike(Path one, List<Line> lines, Path other, List<Line> others) {
    if (lines.size() != others.size()) {
      throw new BadInput(
          "%s, line %d: expected %d lines, as in %s, but found %d."
              .formatted(
                  other,
                  Math.min(lines.size(), others.size()) + 1,
                  lines.size(),
                  one.getFileName(),
                  others.size()));
    }
  }

  private List<Line> lines(Path file) {
    List<Line> all = new ArrayList<>();
    visit(
        TextFiles.lines(file, charset(), LONGEST),
        file.toString(),
        (text, number) -> all.add(new Line(words(text), false, number)));
    return all;
  }

  private static Path member(Path folder, String name) {
    return found(folder, name)
        .orElseThrow(() ->
            new BadInput(
                "%s: expected the files %s, %s and perhaps %s, one sentence a line, but %s is missing."
                    .formatted(folder, WORDS, TAGS, LABELS, name)));
  }

  private static Optional<Path> found(Path folder, String name) {
    return List.of(folder.resolve(name), folder.resolve(name + ".gz")).stream()
        .filter(Files::isRegularFile)
        .findFirst();
  }
}
