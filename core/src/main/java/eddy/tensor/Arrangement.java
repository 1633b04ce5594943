package eddy.tensor;

import eddy.kernel.Kernels;
import java.util.Arrays;

/** Ops that move numbers without changing them. */
public final class Arrangement {
  private Arrangement() {}

  /** The same numbers in the same order under another shape of the same size. */
  public static Tensor reshape(Tensor x, int... dimensions) {
    Shape shape = Shape.of(dimensions);
    if (shape.size() != x.shape().size()) {
      throw new IllegalArgumentException(
          "reshape: expected "
              + x.shape().size()
              + " elements, as in "
              + x.shape()
              + ", but got shape "
              + shape
              + ".");
    }
    Tensor y = x.view(shape);
    x.tape().record(() -> Elementwise.accumulate(x, y, 1), y);
    return y;
  }

  /**
   * Puts tensors side by side along their last dimension.
   *
   * @param parts each [..., F_i], all other dimensions alike
   * @return [..., sum of F_i]
   */
  public static Tensor concatenate(Tensor... parts) {
    Tape tape = parts[0].tape();
    int width = 0;
    for (Tensor part : parts) {
      if (!part.shape().withLast(1).equals(parts[0].shape().withLast(1))) {
        throw new IllegalArgumentException(
            "concatenate: expected shapes that differ in the last dimension only but got "
                + parts[0].shape()
                + " and "
                + part.shape()
                + ".");
      }
      width += part.shape().last();
    }
    int total = width;
    Tensor y = tape.result(parts[0].shape().withLast(total), parts);
    int at = 0;
    for (Tensor part : parts) {
      copyColumns(part.data(), 0, part.shape().last(), y.data(), at, total, part, false);
      at += part.shape().last();
    }
    tape.record(
        () -> {
          int from = 0;
          for (Tensor part : parts) {
            int columns = part.shape().last();
            if (part.needsGradient()) {
              copyColumns(y.gradient(), from, total, part.gradient(), 0, columns, part, true);
            }
            from += columns;
          }
        },
        y);
    return y;
  }

  /** Copies or adds the rows of a part from one matrix of rows to another. */
  private static void copyColumns(
      float[] source,
      int sourceAt,
      int sourceWidth,
      float[] target,
      int targetAt,
      int targetWidth,
      Tensor part,
      boolean add) {
    int columns = part.shape().last();
    Kernels kernels = part.tape().processor().kernels();
    part.tape()
        .processor()
        .forEachRow(
            part.shape().rows(),
            columns,
            (from, to) -> {
              for (int row = from; row < to; row++) {
                int s = sourceAt + row * sourceWidth;
                int t = targetAt + row * targetWidth;
                if (add) {
                  kernels.add(source, s, target, t, columns);
                } else {
                  System.arraycopy(source, s, target, t, columns);
                }
              }
            });
  }

  /**
   * Looks up rows of a table, as an embedding does.
   *
   * @param table [V, F]
   * @param ids row numbers from 0 to V-1
   * @param dimensions how the ids are arranged: their product is the number of ids
   * @return [dimensions..., F]
   */
  public static Tensor rows(Tensor table, int[] ids, int... dimensions) {
    int rows = table.shape().dimension(0);
    int width = table.shape().dimension(1);
    int[] shape = Arrays.copyOf(dimensions, dimensions.length + 1);
    shape[dimensions.length] = width;
    Tape tape = table.tape();
    Tensor y = tape.result(Shape.of(shape), table);
    if (y.shape().rows() != ids.length) {
      throw new IllegalArgumentException(
          "rows: expected "
              + y.shape().rows()
              + " ids for shape "
              + y.shape()
              + " but got "
              + ids.length
              + ".");
    }
    float[] tv = table.data();
    float[] yv = y.data();
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] < 0 || ids[i] >= rows) {
        throw new IllegalArgumentException(
            "rows: expected ids from 0 to "
                + (rows - 1)
                + " but got "
                + ids[i]
                + " at index "
                + i
                + ".");
      }
      System.arraycopy(tv, ids[i] * width, yv, i * width, width);
    }
    tape.record(
        () -> {
          float[] dTable = table.gradient();
          float[] dy = y.gradient();
          for (int i = 0; i < ids.length; i++) {
            tape.processor().kernels().add(dy, i * width, dTable, ids[i] * width, width);
          }
        },
        y);
    return y;
  }
}
