package eddy.text;

import eddy.format.BadInput;
import eddy.format.Lines;
import eddy.format.TextFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.SequencedCollection;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;

/** Vectors of words that were learnt elsewhere, usually from a large text. */
public final class WordVectors {
  private static final int LONGEST = 1 << 20;
  private static final Pattern COUNTS = Pattern.compile("\\d+ \\d+");

  private final int size;
  private final SequencedMap<String, float[]> vectors;

  private WordVectors(int size, SequencedMap<String, float[]> vectors) {
    this.size = size;
    this.vectors = vectors;
  }

  /**
   * Reads a text file of GloVe or word2vec: a word and its numbers on each line, separated by
   * blanks; word2vec's has a first line with the number of words and the size.
   *
   * @param wanted words whose vectors are read wherever they stand
   * @param first how many words are read in any case; in the usual files the most frequent ones
   * @throws BadInput with the line if it is malformed, or if no vector is found
   */
  public static WordVectors read(Path file, Set<String> wanted, int first) {
    SequencedMap<String, float[]> vectors = new LinkedHashMap<>();
    Set<String> missing = new HashSet<>(wanted);
    int size = 0;
    try (Lines lines = TextFiles.lines(file, StandardCharsets.UTF_8, LONGEST)) {
      while (lines.next()) {
        String line = lines.piece().stripTrailing();
        String place = file + ", line " + lines.number();
        if (lines.number() == 1 && COUNTS.matcher(line).matches()) {
          size = size(line.substring(line.indexOf(' ') + 1), place);
          continue;
        }
        String[] fields = line.split(" ");
        size = size == 0 ? fields.length - 1 : size;
        if (size < 1 || fields.length < size + 1) {
          throw new BadInput(
              "%s: expected a word and %d numbers but found %d fields."
                  .formatted(place, Math.max(1, size), fields.length));
        }
        // A few of GloVe's words have blanks inside.
        int end = line.length();
        for (int i = 0; i < size; i++) {
          end = line.lastIndexOf(' ', end - 1);
        }
        String word = line.substring(0, end);
        if ((missing.remove(word) || lines.number() <= first) && !vectors.containsKey(word)) {
          vectors.put(word, numbers(fields, size, place));
        }
      }
    }
    if (vectors.isEmpty()) {
      throw new BadInput(
          file + ": expected vectors of words of the training texts but found of none of them.");
    }
    return new WordVectors(size, vectors);
  }

  private static int size(String number, String place) {
    if (number.length() > 9) {
      throw new BadInput(
          place
              + ": expected the size of a vector behind the number of words but found "
              + number
              + ".");
    }
    return Integer.parseInt(number);
  }

  private static float[] numbers(String[] fields, int size, String place) {
    float[] numbers = new float[size];
    for (int i = 0; i < size; i++) {
      String field = fields[fields.length - size + i];
      try {
        numbers[i] = Float.parseFloat(field);
      } catch (NumberFormatException e) {
        throw new BadInput(
            place + ": expected a number but found " + BadInput.quote(field) + ".", e);
      }
      if (!Float.isFinite(numbers[i])) {
        throw new BadInput(place + ": expected a finite number but found " + field + ".");
      }
    }
    return numbers;
  }

  /** Elements of a vector. */
  public int size() {
    return size;
  }

  /** The words that have one, in the order of the file. */
  public SequencedCollection<String> words() {
    return vectors.sequencedKeySet();
  }

  /**
   * Writes the vectors into a table of embeddings; of words that share a row, that of the first,
   * which usually is the most frequent one.
   *
   * @param table [tokens, {@link #size()}]
   * @param id the row of a word; words of {@link Vocabulary#UNKNOWN} are left out
   */
  public void fill(float[] table, ToIntFunction<String> id) {
    Set<Integer> filled = new HashSet<>();
    vectors.forEach((word, vector) -> {
      int row = id.applyAsInt(word);
      if (row != Vocabulary.UNKNOWN && filled.add(row)) {
        System.arraycopy(vector, 0, table, row * size, size);
      }
    });
  }
}
