package eddy.text;

import eddy.format.BadInput;
import eddy.format.Lines;
import eddy.format.TextFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Vectors of words that somebody has learnt from a large text, for the words of a vocabulary.
 *
 * @param size elements of each
 * @param vectors by the number of the word
 */
public record WordVectors(int size, Map<Integer, float[]> vectors) {
  private static final int LONGEST = 1 << 20;
  private static final Pattern COUNTS = Pattern.compile("\\d+ \\d+");

  /**
   * Reads a text file of GloVe or word2vec: a word and its numbers on each line, separated by
   * blanks; word2vec's has a first line with the number of words and the size.
   *
   * @throws BadInput with the line if it is malformed, or if no word is in the vocabulary
   */
  public static WordVectors read(Path file, Vocabulary vocabulary) {
    Map<Integer, float[]> vectors = new HashMap<>();
    int size = 0;
    try (Lines lines = TextFiles.lines(file, StandardCharsets.UTF_8, LONGEST)) {
      while (lines.next()) {
        String line = lines.piece().stripTrailing();
        if (lines.number() == 1 && COUNTS.matcher(line).matches()) {
          size = Integer.parseInt(line.substring(line.indexOf(' ') + 1));
          continue;
        }
        String place = file + ", line " + lines.number();
        String[] fields = line.split(" ");
        size = size == 0 ? fields.length - 1 : size;
        if (size < 1 || fields.length < size + 1) {
          throw new BadInput(
              "%s: expected a word and %d numbers but found %d fields."
                  .formatted(place, Math.max(1, size), fields.length));
        }
        // A few of GloVe's words have blanks inside.
        int word = line.length();
        for (int i = 0; i < size; i++) {
          word = line.lastIndexOf(' ', word - 1);
        }
        int id = vocabulary.id(line.substring(0, word));
        if (id != Vocabulary.UNKNOWN) {
          vectors.putIfAbsent(id, numbers(fields, size, place));
        }
      }
    }
    if (vectors.isEmpty()) {
      throw new BadInput(
          file + ": expected vectors of words of the training texts but found of none of them.");
    }
    return new WordVectors(size, vectors);
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
}
