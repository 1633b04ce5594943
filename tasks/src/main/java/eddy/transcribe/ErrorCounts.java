package eddy.transcribe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How a transcript differs from what was said: the fewest changes that make one of the other.
 *
 * <p>Levenshtein, 1966; among equally few, substitutions come first.
 *
 * @param length of what was said, in words or characters
 * @param substitutions of one for another
 * @param deletions of what was said
 * @param insertions of what was not
 */
record ErrorCounts(long length, long substitutions, long deletions, long insertions) {
  static final ErrorCounts NONE = new ErrorCounts(0, 0, 0, 0);

  /** By words, as blanks separate them. */
  static ErrorCounts ofWords(String said, String heard) {
    return of(words(said), words(heard));
  }

  /** By characters (Unicode code points), blanks included. */
  static ErrorCounts ofCharacters(String said, String heard) {
    return of(said.codePoints().boxed().toList(), heard.codePoints().boxed().toList());
  }

  private static List<String> words(String text) {
    return text.isEmpty() ? List.of() : Arrays.asList(text.split(" "));
  }

  static <T> ErrorCounts of(List<T> said, List<T> heard) {
    // A row of the table at a time; each cell counts its own way there.
    List<ErrorCounts> row = new ArrayList<>();
    for (int j = 0; j <= heard.size(); j++) {
      row.add(new ErrorCounts(said.size(), 0, 0, j));
    }
    for (int i = 0; i < said.size(); i++) {
      List<ErrorCounts> next = new ArrayList<>(row.size());
      next.add(new ErrorCounts(said.size(), 0, i + 1, 0));
      for (int j = 0; j < heard.size(); j++) {
        ErrorCounts same = row.get(j);
        if (!said.get(i).equals(heard.get(j))) {
          ErrorCounts substituted = same.changed(1, 0, 0);
          ErrorCounts deleted = row.get(j + 1).changed(0, 1, 0);
          ErrorCounts inserted = next.get(j).changed(0, 0, 1);
          same = substituted.errors() <= deleted.errors() ? substituted : deleted;
          same = same.errors() <= inserted.errors() ? same : inserted;
        }
        next.add(same);
      }
      row = next;
    }
    return row.getLast();
  }

  private ErrorCounts changed(int substituted, int deleted, int inserted) {
    return new ErrorCounts(
        length, substitutions + substituted, deletions + deleted, insertions + inserted);
  }

  ErrorCounts plus(ErrorCounts other) {
    return new ErrorCounts(
        length + other.length,
        substitutions + other.substitutions,
        deletions + other.deletions,
        insertions + other.insertions);
  }

  long errors() {
    return substitutions + deletions + insertions;
  }

  /** Errors by the length of what was said; 0 where nothing was said and nothing heard. */
  double rate() {
    return errors() == 0 ? 0 : (double) errors() / Math.max(1, length);
  }
}
