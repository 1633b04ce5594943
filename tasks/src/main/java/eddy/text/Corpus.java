package eddy.text;

import java.util.ArrayList;
import java.util.List;

/**
 * A long text as token ids, packed: each takes as many bytes as the largest id needs.
 *
 * <p>Grows in chunks, so that it is never held twice.
 */
public final class Corpus {
  private static final int CHUNK = 1 << 20;

  private final int width;
  private final int vocabularySize;
  private final List<byte[]> chunks = new ArrayList<>();
  private long size;

  /**
   * An empty one.
   *
   * @param vocabularySize one more than the largest id
   */
  public Corpus(int vocabularySize) {
    this.vocabularySize = vocabularySize;
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(1, vocabularySize - 1));
    width = Math.ceilDiv(bits, Byte.SIZE);
  }

  /** Adds an id at the end. */
  public void add(int id) {
    if (id < 0 || id >= vocabularySize) {
      throw new IllegalArgumentException(
          "Corpus: expected an id from 0 to %d but got %d.".formatted(vocabularySize - 1, id));
    }
    int place = (int) (size % CHUNK) * width;
    if (place == 0) {
      chunks.add(new byte[CHUNK * width]);
    }
    byte[] chunk = chunks.getLast();
    for (int i = 0; i < width; i++) {
      chunk[place + i] = (byte) (id >>> i * Byte.SIZE);
    }
    size++;
  }

  /** Adds ids at the end, for instance a sentence. */
  public void addAll(int... ids) {
    for (int id : ids) {
      add(id);
    }
  }

  /** How many ids there are, ends of lines included. */
  public long size() {
    return size;
  }

  /** The id at a position, from 0. */
  public int get(long position) {
    if (position < 0 || position >= size) {
      throw new IllegalArgumentException(
          "Corpus: expected a position from 0 to %d but got %d.".formatted(size - 1, position));
    }
    byte[] chunk = chunks.get((int) (position / CHUNK));
    int place = (int) (position % CHUNK) * width;
    int id = 0;
    for (int i = 0; i < width; i++) {
      id |= (chunk[place + i] & 0xff) << i * Byte.SIZE;
    }
    return id;
  }
}
