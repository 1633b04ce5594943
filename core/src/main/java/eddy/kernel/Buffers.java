package eddy.kernel;

import java.util.ArrayDeque;
import java.util.TreeMap;

/**
 * A store of {@code float[]} that are lent and given back, so that a training step allocates
 * nothing once each size has been seen. May be used by any number of threads.
 */
public final class Buffers {
  private final TreeMap<Integer, ArrayDeque<float[]>> free = new TreeMap<>();

  /** An array of at least so many floats, with whatever was in it. */
  public synchronized float[] take(int size) {
    int capacity = capacity(size);
    ArrayDeque<float[]> same = free.get(capacity);
    return same == null || same.isEmpty() ? new float[capacity] : same.pop();
  }

  /** Gives back an array that {@link #take} lent. */
  public synchronized void give(float[] buffer) {
    free.computeIfAbsent(buffer.length, _ -> new ArrayDeque<>()).push(buffer);
  }

  /**
   * Sizes are rounded up to an eighth of the power of two below, so that batches of slightly
   * different length share their buffers at a cost of at most an eighth of the memory.
   */
  private static int capacity(int size) {
    int step = Math.max(16, Integer.highestOneBit(Math.max(1, size)) >> 3);
    return (int) Math.min(Integer.MAX_VALUE - 8L, (size + step - 1L) / step * step);
  }
}
