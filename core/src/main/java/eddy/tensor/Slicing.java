package eddy.tensor;

import eddy.kernel.Kernels;

/** Ops that take a part out of a tensor. */
public final class Slicing {
  private Slicing() {}

  /**
   * The part of a tensor between two indices of one dimension.
   *
   * @param x [outer..., N, inner...]
   * @param axis which dimension; a negative one counts from the end, so -1 is the last
   * @param from the first index, inclusive
   * @param to the last index, exclusive
   * @return [outer..., to - from, inner...]
   */
  public static Tensor slice(Tensor x, int axis, int from, int to) {
    int[] dimensions = x.shape().toArray();
    int rank = dimensions.length;
    int d = axis < 0 ? axis + rank : axis;
    if (d < 0 || d >= rank || from < 0 || from > to || to > dimensions[d]) {
      throw new IllegalArgumentException(
          "slice: expected a range within dimension "
              + axis
              + " of "
              + x.shape()
              + " but got "
              + from
              + " to "
              + to
              + ".");
    }
    int outer = 1;
    int inner = 1;
    for (int i = 0; i < rank; i++) {
      outer *= i < d ? dimensions[i] : 1;
      inner *= i > d ? dimensions[i] : 1;
    }
    int stride = dimensions[d] * inner;
    int run = (to - from) * inner;
    int first = from * inner;
    dimensions[d] = to - from;
    Tape tape = x.tape();
    Tensor y = tape.result(Shape.of(dimensions), x);
    float[] xv = x.data();
    float[] yv = y.data();
    int runs = run == 0 ? 0 : outer;
    tape.processor()
        .forEachRow(
            runs,
            run,
            (top, bottom) -> {
              for (int row = top; row < bottom; row++) {
                System.arraycopy(xv, row * stride + first, yv, row * run, run);
              }
            });
    tape.record(
        () -> {
          Kernels kernels = tape.processor().kernels();
          float[] dx = x.gradient();
          float[] dy = y.gradient();
          tape.processor()
              .forEachRow(
                  runs,
                  run,
                  (top, bottom) -> {
                    for (int row = top; row < bottom; row++) {
                      kernels.add(dy, row * run, dx, row * stride + first, run);
                    }
                  });
        },
        y);
    return y;
  }
}
