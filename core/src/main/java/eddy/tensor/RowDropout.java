package eddy.tensor;

import eddy.kernel.Counted;
import eddy.kernel.Kernels;
import eddy.kernel.Processor;

/**
 * Dropout in which rows share their fate. Like {@link Elementwise#dropout}, it scales what it keeps
 * by {@code 1 / (1 - probability)}, and returns its argument on an inference tape.
 */
public final class RowDropout {
  /** The threshold of {@link Kernels#dropout} that drops everything. */
  private static final int ALL = 1 << 24;

  private RowDropout() {}

  /**
   * Drops the same features at every step of a sequence.
   *
   * <p>Gal and Ghahramani, "A theoretically grounded application of dropout in recurrent neural
   * networks", NeurIPS 2016, who call it variational; also known as locked dropout.
   *
   * @param probability from 0 (inclusive) to 1 (exclusive)
   */
  public static Sequence locked(Sequence x, float probability) {
    int[] sequences = new int[x.batch() * x.time()];
    for (int row = 0; row < sequences.length; row++) {
      sequences[row] = row / x.time();
    }
    return x.with(locked(x.values(), sequences, probability));
  }

  /**
   * Drops the same features in all rows of a sequence, however the rows are arranged.
   *
   * @param x [N, ..., F]
   * @param sequences which sequence each row belongs to; not modified until the tape closes
   * @param probability from 0 (inclusive) to 1 (exclusive)
   */
  public static Tensor locked(Tensor x, int[] sequences, float probability) {
    return drop(x, sequences, probability, false);
  }

  /**
   * Drops whole rows, all of the same id together: each vector of an embedding for the whole batch.
   *
   * <p>Gal and Ghahramani, 2016; Merity, Keskar and Socher, "Regularizing and optimizing LSTM
   * language models", ICLR 2018.
   *
   * @param x [..., F]
   * @param ids one a row; not modified until the tape closes
   * @param probability from 0 (inclusive) to 1 (exclusive)
   */
  public static Tensor whole(Tensor x, int[] ids, float probability) {
    return drop(x, ids, probability, true);
  }

  /** Which elements of each row are kept: a function of the key and the row's group alone. */
  private record Mask(
      Kernels kernels, int key, int threshold, float scale, int[] groups, boolean whole) {

    /** {@code y = x} where it is kept, scaled, else zero, for the elements of a row. */
    void copy(int row, float[] x, int xAt, float[] y, int yAt, int width) {
      int group = groups[row];
      int limit = threshold;
      if (whole) {
        limit = Counted.bits(key, group) >>> 8 < threshold ? ALL : 0;
      }
      kernels.dropout(x, xAt, y, yAt, width, key, group * width, limit, scale);
    }
  }

  private static Tensor drop(Tensor x, int[] groups, float probability, boolean whole) {
    int threshold = Elementwise.threshold(probability);
    int rows = x.shape().rows();
    if (groups.length != rows) {
      throw new IllegalArgumentException(
          "dropout: expected one number for each row of "
              + x.shape()
              + " but got "
              + groups.length
              + ".");
    }
    Tape tape = x.tape();
    if (!tape.training() || probability == 0) {
      return x;
    }
    Tensor y = tape.result(x.shape(), x);
    Processor processor = tape.processor();
    Kernels kernels = processor.kernels();
    Mask mask = new Mask(kernels, tape.key(), threshold, 1 / (1 - probability), groups, whole);
    int width = x.shape().last();
    float[] xv = x.data();
    float[] yv = y.data();
    processor.forEachRow(
        rows,
        width,
        (from, to) -> {
          for (int row = from; row < to; row++) {
            mask.copy(row, xv, row * width, yv, row * width, width);
          }
        });
    tape.record(
        () -> {
          float[] dx = x.gradient();
          float[] dy = y.gradient();
          processor.forEachRow(
              rows,
              width,
              (from, to) -> {
                float[] kept = processor.buffers().take(width);
                for (int row = from; row < to; row++) {
                  mask.copy(row, dy, row * width, kept, 0, width);
                  kernels.add(kept, 0, dx, row * width, width);
                }
                processor.buffers().give(kept);
              });
        },
        y);
    return y;
  }
}
