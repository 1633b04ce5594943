package eddy.text;

import java.util.Arrays;

/** A long text as token ids. */
public final class Corpus {
  private int[] ids = new int[1 << 16];
  private int size;

  Corpus(int vocabulary) {}

  void add(int id) {
    if (size == ids.length) {
      ids = Arrays.copyOf(ids, 2 * size);
    }
    ids[size++] = id;
  }

  void addAll(int[] more) {
    for (int id : more) {
      add(id);
    }
  }

  /** How many ids there are, ends of lines included. */
  public long size() {
    return size;
  }

  /** The id at a position. */
  public int get(long position) {
    return ids[Math.toIntExact(position)];
  }

  /**
   * Copies ids.
   *
   * @param position of the first
   * @param target <i>modified</i>
   * @param offset of the first in the target
   */
  public void copy(long position, int count, int[] target, int offset) {
    System.arraycopy(ids, Math.toIntExact(position), target, offset, count);
  }
}
