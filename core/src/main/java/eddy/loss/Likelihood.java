package eddy.loss;

import eddy.kernel.Processor;
import eddy.tensor.Sums;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import java.util.Arrays;

/** The negative logarithm of the likelihood of a number under a distribution's parameters. */
interface Likelihood {

  /** The loss of y under the parameters p. */
  double loss(double y, double[] p);

  /**
   * The derivative of the loss by each parameter.
   *
   * @param slopes modified
   */
  void slopes(double y, double[] p, double[] slopes);

  /**
   * The mean loss over all elements.
   *
   * @param parameters of the distribution, each of the target's shape
   */
  static Tensor mean(String name, Likelihood likelihood, Tensor target, Tensor... parameters) {
    for (Tensor parameter : parameters) {
      Pointwise.check(name, parameter, target);
    }
    int n = target.shape().size();
    Tape tape = target.tape();
    Processor processor = tape.processor();
    float[] y = target.data();
    float[][] values = Arrays.stream(parameters).map(Tensor::data).toArray(float[][]::new);
    double sum =
        Sums.inChunks(
            processor,
            n,
            (from, to) -> {
              double[] p = new double[parameters.length];
              double part = 0;
              for (int i = from; i < to; i++) {
                take(values, i, p);
                part += likelihood.loss(y[i], p);
              }
              return part;
            });
    Tensor loss = Sums.scalar(n == 0 ? 0 : sum / n, parameters);
    tape.record(
        () -> {
          float[][] gradients =
              Arrays.stream(parameters).map(Tensor::gradient).toArray(float[][]::new);
          double factor = (double) loss.gradient()[0] / n;
          processor.forEach(
              n,
              (from, to) -> {
                double[] p = new double[parameters.length];
                double[] slopes = new double[parameters.length];
                for (int i = from; i < to; i++) {
                  take(values, i, p);
                  likelihood.slopes(y[i], p, slopes);
                  for (int k = 0; k < slopes.length; k++) {
                    gradients[k][i] += (float) (factor * slopes[k]);
                  }
                }
              });
        },
        loss);
    return loss;
  }

  private static void take(float[][] values, int i, double[] p) {
    for (int k = 0; k < p.length; k++) {
      p[k] = values[k][i];
    }
  }
}
