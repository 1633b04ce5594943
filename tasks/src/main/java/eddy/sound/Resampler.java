package eddy.sound;

import java.util.Arrays;

/**
 * Brings sound to another rate, block by block: what comes out does not depend on the blocks.
 *
 * <p>Each new sample is a sum of its neighbours, weighted by a sinc that lets pass what both rates
 * can hold, under a Hann window of 16 zero crossings to either side. See Smith, "Digital audio
 * resampling", CCRMA, 2002. Belongs to one thread.
 */
public final class Resampler {
  private static final int CROSSINGS = 16;

  /** The highest frequency that passes, as a share of what the lower rate can hold. */
  private static final double ROLL_OFF = 0.945;

  private final int from;
  private final int to;
  private final int reach;
  private final float[][] weights;
  private float[] kept;
  private int size;

  /** The number of the first sample that is kept, from the beginning of the sound. */
  private long first;

  private long next;

  /** From one rate to another, both in samples a second. */
  public Resampler(int from, int to) {
    if (from < 1 || to < 1) {
      throw new IllegalArgumentException(
          "Resampler: expected rates of one or more but got " + from + " and " + to + ".");
    }
    int divisor = divisor(from, to);
    this.from = from / divisor;
    this.to = to / divisor;
    double cutoff = ROLL_OFF * Math.min(1, (double) to / from);
    reach = (int) Math.ceil(CROSSINGS / cutoff);
    weights = new float[this.to][];
    kept = new float[4 * reach];
    // The sound begins with silence, so that its first sample has neighbours.
    size = reach;
    first = -reach;
    for (int phase = 0; phase < this.to; phase++) {
      weights[phase] = weights((double) phase / this.to, cutoff);
    }
  }

  private float[] weights(double offset, double cutoff) {
    float[] row = new float[2 * reach + 1];
    double sum = 0;
    for (int i = 0; i < row.length; i++) {
      double distance = (i - reach - offset) * cutoff;
      double window =
          Math.abs(distance) < CROSSINGS ? Math.cos(distance * Math.PI / 2 / CROSSINGS) : 0;
      double x = Math.PI * distance;
      double value = (x == 0 ? 1 : Math.sin(x) / x) * window * window;
      row[i] = (float) value;
      sum += value;
    }
    for (int i = 0; i < row.length; i++) {
      row[i] = (float) (row[i] / sum);
    }
    return row;
  }

  private static int divisor(int a, int b) {
    return b == 0 ? a : divisor(b, a % b);
  }

  /** What a block of samples makes known. */
  public float[] next(float[] samples, int count) {
    if (from == to) {
      return Arrays.copyOf(samples, count);
    }
    if (size + count > kept.length) {
      kept = Arrays.copyOf(kept, 2 * (size + count));
    }
    System.arraycopy(samples, 0, kept, size, count);
    size += count;
    return known();
  }

  /** What is left once there are no more samples. */
  public float[] end() {
    float[] silence = new float[reach];
    float[] last = next(silence, from == to ? 0 : reach);
    return last;
  }

  /** All of a sound at once. */
  public float[] all(float[] samples) {
    float[] head = next(samples, samples.length);
    float[] tail = end();
    float[] whole = Arrays.copyOf(head, head.length + tail.length);
    System.arraycopy(tail, 0, whole, head.length, tail.length);
    return whole;
  }

  private float[] known() {
    float[] out = new float[(int) ((long) size * to / from) + 2];
    int made = 0;
    while (true) {
      long center = next * from / to;
      int at = (int) (center - reach - first);
      if (at + 2 * reach + 1 > size) {
        discard(at);
        return Arrays.copyOf(out, made);
      }
      float[] row = weights[(int) (next * from % to)];
      double sum = 0;
      for (int i = 0; i < row.length; i++) {
        sum += row[i] * kept[at + i];
      }
      out[made++] = (float) sum;
      next++;
    }
  }

  private void discard(int count) {
    int gone = Math.min(count, size);
    System.arraycopy(kept, gone, kept, 0, size - gone);
    size -= gone;
    first += gone;
  }
}
