package eddy.kernel;

import java.util.ArrayDeque;

/**
 * A store of {@code float[]} that are lent and given back, so that a training step allocates
 * nothing once each size has been seen. May be used by any number of threads.
 *
 * <p>Sizes are rounded up to an eighth of the power of two below, so that batches of slightly
 * different length share their buffers at a cost of at most an eighth of the memory.
 */
public final class Buffers {
  /** Eight for each power of two. */
  private static final int CLASSES = 8 * Integer.SIZE;

  private static final int SMALLEST = 128;
  private static final int LARGEST = Integer.MAX_VALUE - 8;
  private static final long LAST_CLASS = 15L << 27;

  private final ArrayDeque<float[]>[] free = emptyStacks();

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static ArrayDeque<float[]>[] emptyStacks() {
    ArrayDeque<float[]>[] stacks = new ArrayDeque[CLASSES];
    for (int i = 0; i < CLASSES; i++) {
      stacks[i] = new ArrayDeque<>();
    }
    return stacks;
  }

  /** An array of at least so many floats, with whatever was in it. */
  public synchronized float[] take(int size) {
    int capacity = capacity(size);
    ArrayDeque<float[]> same = free[sizeClass(capacity)];
    return same.isEmpty() ? new float[capacity] : same.pop();
  }

  /** Gives back an array that {@link #take} lent. */
  public synchronized void give(float[] buffer) {
    free[sizeClass(buffer.length)].push(buffer);
  }

  private static int capacity(int size) {
    int step = Math.max(SMALLEST, Integer.highestOneBit(size)) >> 3;
    long capacity = (Math.max(1, size) + step - 1L) / step * step;
    return capacity >= LAST_CLASS ? LARGEST : (int) capacity;
  }

  /** Which of the stacks holds the arrays of this capacity, and of no other. */
  private static int sizeClass(int capacity) {
    int shift = Integer.SIZE - 1 - Integer.numberOfLeadingZeros(Math.max(SMALLEST, capacity)) - 3;
    return (shift << 3) + (capacity >> shift) - (capacity < SMALLEST ? 8 : 0);
  }
}
