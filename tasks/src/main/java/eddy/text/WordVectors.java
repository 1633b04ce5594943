package eddy.text;

import eddy.format.BadInput;
import eddy.format.TextFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.SequencedCollection;
import java.util.SequencedMap;
import java.util.Set;

/**
 * Vectors of words that were learnt elsewhere, from a text file in the format of GloVe, a word and
 * its numbers a line, or of word2vec, which has the numbers of words and elements before that.
 */
public final class WordVectors {
  private final int size;
  private final SequencedMap<String, float[]> vectors;

  private WordVectors(int size, SequencedMap<String, float[]> vectors) {
    this.size = size;
    this.vectors = vectors;
  }

  /**
   * Reads the vectors of some words and of the first words of the file, which are the most frequent
   * ones.
   *
   * @param wanted words whose vectors are read wherever they stand
   * @param first how many words are read in any case
   * @throws BadInput with file and line if it is malformed, or holds no vector
   */
  public static WordVectors read(Path path, Set<String> wanted, int first) {
    SequencedMap<String, float[]> vectors = new LinkedHashMap<>();
    Set<String> missing = new HashSet<>(wanted);
    int size = 0;
    int number = 0;
    try (BufferedReader lines = TextFiles.open(path)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        String[] parts = line.strip().split(" ");
        if (number == 1 && parts.length == 2) {
          continue;
        }
        size = size == 0 ? parts.length - 1 : size;
        if (parts.length - 1 != size || size == 0) {
          throw new BadInput(
              "%s, line %d: expected a word and %d numbers but found %d."
                  .formatted(path, number, Math.max(1, size), parts.length - 1));
        }
        if ((missing.remove(parts[0]) || number <= first) && !vectors.containsKey(parts[0])) {
          vectors.put(parts[0], vector(parts, path, number));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (vectors.isEmpty()) {
      throw new BadInput(path + ": expected vectors of words but found none.");
    }
    return new WordVectors(size, vectors);
  }

  private static float[] vector(String[] parts, Path path, int number) {
    float[] vector = new float[parts.length - 1];
    for (int i = 0; i < vector.length; i++) {
      try {
        vector[i] = Float.parseFloat(parts[i + 1]);
      } catch (NumberFormatException e) {
        throw new BadInput(
            "%s, line %d: expected a number but found %s."
                .formatted(path, number, BadInput.quote(parts[i + 1])),
            e);
      }
      if (!Float.isFinite(vector[i])) {
        throw new BadInput(
            "%s, line %d: expected finite numbers but found %s."
                .formatted(path, number, parts[i + 1]));
      }
    }
    return vector;
  }

  /** Elements of a vector. */
  public int size() {
    return size;
  }

  /** The words that have one, in the order of the file. */
  public SequencedCollection<String> words() {
    return vectors.sequencedKeySet();
  }

  /** The vector of one of the {@link #words()}, not a copy. */
  public float[] vector(String word) {
    float[] vector = vectors.get(word);
    if (vector == null) {
      throw new IllegalArgumentException("WordVectors: no vector of \"" + word + "\".");
    }
    return vector;
  }
}
