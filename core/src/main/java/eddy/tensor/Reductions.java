package eddy.tensor;

/** Ops that make one number of many. */
public final class Reductions {
  private Reductions() {}

  /**
   * The sum of all elements.
   *
   * @return a scalar
   */
  public static Tensor sum(Tensor x) {
    return reduce(x, 1);
  }

  /**
   * The mean of all elements.
   *
   * @return a scalar
   */
  public static Tensor mean(Tensor x) {
    return reduce(x, 1.0 / x.shape().size());
  }

  private static Tensor reduce(Tensor x, double factor) {
    Tape tape = x.tape();
    int n = x.shape().size();
    float[] xv = x.data();
    double sum = Sums.inChunks(tape.processor(), n, (from, to) -> Sums.of(xv, from, to));
    Tensor y = Sums.scalar(sum * factor, x);
    tape.record(
        () -> {
          float[] dx = x.gradient();
          float dy = (float) (y.gradient()[0] * factor);
          tape.processor()
              .forEach(
                  n,
                  (from, to) -> {
                    for (int i = from; i < to; i++) {
                      dx[i] += dy;
                    }
                  });
        },
        y);
    return y;
  }
}
