package eddy.tag;

import eddy.format.BadInput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * How tags say where spans begin and end. Tags are {@code O} outside of all spans and else a
 * letter, with {@code -TYPE} behind it where spans have types.
 *
 * <p>Ramshaw and Marcus, "Text chunking using transformation-based learning", 1995 (IOB1); Tjong
 * Kim Sang and Veenstra, "Representing text chunks", EACL 1999.
 */
public enum TagScheme {
  /** Every tag stands for itself, as parts of speech do; there are no spans. */
  PLAIN(""),
  /** I inside; B only where a span follows another of its type. */
  IOB1("IB"),
  /** B at the beginning, I for the rest; also called IOB2. */
  BIO("BI"),
  /** The same with E at the end, and S for a span of one word. */
  BIOES("BIES"),
  /** The same with M for I, as segmentation into words has it. */
  BMES("BMES");

  /** The tag of what lies outside of all spans. */
  static final String OUTSIDE = "O";

  private static final Pattern MARK = Pattern.compile("[BIMES](-.+)?");

  private final String letters;

  TagScheme(String letters) {
    this.letters = letters;
  }

  /** The name of a scheme in files and on the command line. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The scheme of a name. */
  static TagScheme named(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }

  /**
   * The scheme that some sentences are tagged in.
   *
   * @throws BadInput at the first tag that doesn't fit the scheme of the others
   */
  static TagScheme of(List<Sentence> sentences) {
    Set<String> tags = new HashSet<>();
    sentences.forEach(sentence -> tags.addAll(sentence.tags()));
    Set<String> marks = new TreeSet<>(tags);
    marks.removeIf(tag -> !MARK.matcher(tag).matches());
    boolean outside = tags.remove(OUTSIDE);
    // Parts of speech may have a tag such as S, but then no O beside it.
    if (marks.isEmpty() || (!outside && marks.size() < tags.size())) {
      return PLAIN;
    }
    Set<Character> letters = new HashSet<>();
    marks.forEach(mark -> letters.add(mark.charAt(0)));
    if (letters.contains('M')) {
      return BMES;
    }
    if (letters.contains('E') || letters.contains('S')) {
      return BIOES;
    }
    boolean needless =
        sentences.stream().anyMatch(sentence -> hasNeedlessBeginning(sentence.tags()));
    boolean orphan = sentences.stream().anyMatch(s -> BIO.mistake(s.tags()).isPresent());
    return orphan && !needless ? IOB1 : BIO;
  }

  /** Whether a B stands where IOB1 has an I. */
  private static boolean hasNeedlessBeginning(List<String> tags) {
    String before = OUTSIDE;
    for (String tag : tags) {
      if (tag.startsWith("B") && !(isMark(before) && type(before).equals(type(tag)))) {
        return true;
      }
      before = tag;
    }
    return false;
  }

  /**
   * The spans of some tags. Tags that are not legal make the spans that the program conlleval
   * counts in them: a span begins where the letter says so, and also where there was none before,
   * or one of another type.
   */
  static List<Span> spans(List<String> tags) {
    List<Span> spans = new ArrayList<>();
    int from = -1;
    String before = OUTSIDE;
    for (int i = 0; i <= tags.size(); i++) {
      String tag = i < tags.size() ? tags.get(i) : OUTSIDE;
      if (from >= 0 && (!isMark(tag) || begins(before, tag))) {
        spans.add(new Span(from, i, type(before)));
        from = -1;
      }
      if (isMark(tag) && begins(before, tag)) {
        from = i;
      }
      before = tag;
    }
    return spans;
  }

  private static boolean begins(String before, String tag) {
    return !isMark(before)
        || !type(before).equals(type(tag))
        || "BS".indexOf(tag.charAt(0)) >= 0
        || "ES".indexOf(before.charAt(0)) >= 0;
  }

  private static boolean isMark(String tag) {
    return !tag.equals(OUTSIDE);
  }

  private static String type(String tag) {
    return tag.length() > 2 ? tag.substring(2) : "";
  }

  /** The same spans in the tags of this scheme; plain tags stay as they are. */
  List<String> convert(List<String> tags) {
    return this == PLAIN ? tags : tags(spans(tags), tags.size());
  }

  /** The tags of some spans, which don't overlap, from left to right. */
  List<String> tags(List<Span> spans, int length) {
    String[] tags = new String[length];
    Arrays.fill(tags, OUTSIDE);
    Span before = new Span(0, 0, "");
    for (Span span : spans) {
      boolean touches = before.to() == span.from() && before.type().equals(span.type());
      for (int i = span.from(); i < span.to(); i++) {
        boolean first = i == span.from();
        boolean last = i == span.to() - 1;
        char letter =
            switch (this) {
              case IOB1 -> first && touches && i > 0 ? 'B' : 'I';
              case BIO -> first ? 'B' : 'I';
              case BIOES, BMES ->
                  first && last ? 'S' : first ? 'B' : last ? 'E' : letters.charAt(1);
              case PLAIN -> throw new IllegalStateException("TagScheme: plain tags have no spans.");
            };
        tags[i] = mark(letter, span.type());
      }
      before = span;
    }
    return List.of(tags);
  }

  private static String mark(char letter, String type) {
    return type.isEmpty() ? String.valueOf(letter) : letter + "-" + type;
  }

  /** Every tag of this scheme for the types of some tags, {@code O} first if it is among them. */
  List<String> closure(Set<String> tags) {
    if (this == PLAIN) {
      return tags.stream().sorted().toList();
    }
    List<String> all = new ArrayList<>();
    Set<String> types = new TreeSet<>();
    for (String tag : tags) {
      if (isMark(tag)) {
        types.add(type(tag));
      } else if (all.isEmpty()) {
        all.add(OUTSIDE);
      }
    }
    types.forEach(type -> letters.chars().forEach(letter -> all.add(mark((char) letter, type))));
    return all;
  }

  /** The first tag that may not stand where it does, or is none of this scheme. */
  OptionalInt mistake(List<String> tags) {
    String before = "";
    for (int i = 0; i < tags.size(); i++) {
      boolean known = this == PLAIN || isMarkOfThis(tags.get(i));
      if (!known || !mayFollow(before, tags.get(i))) {
        return OptionalInt.of(i);
      }
      before = tags.get(i);
    }
    // The last of an unfinished span is where an end was expected.
    return mayFollow(before, "") ? OptionalInt.empty() : OptionalInt.of(tags.size() - 1);
  }

  private boolean isMarkOfThis(String tag) {
    return tag.equals(OUTSIDE)
        || (MARK.matcher(tag).matches() && letters.indexOf(tag.charAt(0)) >= 0);
  }

  /** Which tag may follow which, as a {@link eddy.loss.Crf} wants it. */
  boolean[][] legal(List<String> tags) {
    boolean[][] legal = new boolean[tags.size() + 1][tags.size() + 1];
    for (int from = 0; from <= tags.size(); from++) {
      for (int to = 0; to <= tags.size(); to++) {
        legal[from][to] =
            mayFollow(
                from < tags.size() ? tags.get(from) : "", to < tags.size() ? tags.get(to) : "");
      }
    }
    return legal;
  }

  /** Whether a tag may follow another; an empty text is the beginning or the end. */
  private boolean mayFollow(String before, String tag) {
    if (this == PLAIN) {
      return true;
    }
    char last = before.isEmpty() ? 'O' : before.charAt(0);
    char next = tag.isEmpty() ? 'O' : tag.charAt(0);
    boolean same = type(before).equals(type(tag));
    return switch (this) {
      case IOB1 -> next != 'B' || (last != 'O' && same);
      case BIO -> next != 'I' || (last != 'O' && same);
      default -> {
        boolean open = last == 'B' || last == letters.charAt(1);
        boolean goesOn = next == letters.charAt(1) || next == 'E';
        yield open == goesOn && (!open || same);
      }
    };
  }
}
