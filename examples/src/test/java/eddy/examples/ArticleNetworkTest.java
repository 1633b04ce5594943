package eddy.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArticleNetworkTest {
  private static final double[] FIRST_LOSSES = {
    0.028227879, 0.02776855, 0.02747663, 0.027305428, 0.027187949,
    0.027064444, 0.026910607, 0.026731608, 0.026543854, 0.026362564
  };

  @Test
  void theFirstTenLossesAreThese() {
    float[] losses = new ArticleNetwork().train(10);
    for (int step = 0; step < 10; step++) {
      assertThat((double) losses[step]).isCloseTo(FIRST_LOSSES[step], withPercentage(1e-4));
    }
  }

  @Test
  void aProgramInDoublesTakesTheSameTenSteps() {
    Reference reference = new Reference(new ArticleNetwork());
    float[] losses = new ArticleNetwork().train(10);
    for (int step = 0; step < 10; step++) {
      assertThat((double) losses[step]).isCloseTo(reference.step(), withPercentage(1e-4));
    }
  }

  @Test
  void itLearns() {
    float[] losses = new ArticleNetwork().train(501);
    assertThat(losses[0]).isGreaterThan(0.02f);
    assertThat(losses[500]).isLessThan(0.002f);
  }

  /** The same network in plain loops over doubles, with its own back-propagation and Adam. */
  private static final class Reference {
    private static final int H = 64;
    private static final int T = 10;

    private final float[] numbers;
    private final float[] means;
    private final double[] wx;
    private final double[] wh;
    private final double[] bx;
    private final double[] bh;
    private final double[] v;
    private final double[] c;
    private final List<double[]> weights = new ArrayList<>();
    private final List<double[]> m1 = new ArrayList<>();
    private final List<double[]> m2 = new ArrayList<>();
    private int steps;

    Reference(ArticleNetwork network) {
      numbers = network.numbers.data();
      means = network.means.data();
      wx = add(network.rnn.parameters().get("weight_ih_l0").data());
      wh = add(network.rnn.parameters().get("weight_hh_l0").data());
      bx = add(network.rnn.parameters().get("bias_ih_l0").data());
      bh = add(network.rnn.parameters().get("bias_hh_l0").data());
      v = add(network.dense.parameters().get("weight").data());
      c = add(network.dense.parameters().get("bias").data());
    }

    private double[] add(float[] values) {
      double[] copy = new double[values.length];
      for (int i = 0; i < copy.length; i++) {
        copy[i] = values[i];
      }
      weights.add(copy);
      m1.add(new double[copy.length]);
      m2.add(new double[copy.length]);
      return copy;
    }

    double step() {
      double[] dwx = new double[H];
      double[] dwh = new double[H * H];
      double[] db = new double[H];
      double[] dv = new double[H];
      double[] dc = new double[1];
      double loss = 0;
      for (int example = 0; example < numbers.length / T; example++) {
        double[][] h = new double[T + 1][H];
        double[] dLogit = new double[T];
        for (int t = 0; t < T; t++) {
          double logit = c[0];
          for (int j = 0; j < H; j++) {
            double a = wx[j] * numbers[example * T + t] + bx[j] + bh[j];
            for (int k = 0; k < H; k++) {
              a += wh[j * H + k] * h[t][k];
            }
            h[t + 1][j] = Math.tanh(a);
            logit += v[j] * h[t + 1][j];
          }
          double y = 1 / (1 + Math.exp(-logit));
          double error = y - means[example * T + t];
          loss += error * error / numbers.length;
          dLogit[t] = 2 * error / numbers.length * y * (1 - y);
        }
        double[] dh = new double[H];
        for (int t = T - 1; t >= 0; t--) {
          double[] dPrevious = new double[H];
          dc[0] += dLogit[t];
          for (int j = 0; j < H; j++) {
            dv[j] += dLogit[t] * h[t + 1][j];
            double da = (dh[j] + dLogit[t] * v[j]) * (1 - h[t + 1][j] * h[t + 1][j]);
            dwx[j] += da * numbers[example * T + t];
            db[j] += da;
            for (int k = 0; k < H; k++) {
              dwh[j * H + k] += da * h[t][k];
              dPrevious[k] += da * wh[j * H + k];
            }
          }
          dh = dPrevious;
        }
      }
      adam(List.of(dwx, dwh, db, db, dv, dc));
      return loss;
    }

    private void adam(List<double[]> gradients) {
      steps++;
      for (int p = 0; p < weights.size(); p++) {
        double[] w = weights.get(p);
        double[] g = gradients.get(p);
        double[] mean = m1.get(p);
        double[] square = m2.get(p);
        for (int i = 0; i < w.length; i++) {
          mean[i] = 0.9 * mean[i] + 0.1 * g[i];
          square[i] = 0.999 * square[i] + 0.001 * g[i] * g[i];
          double meanHat = mean[i] / (1 - Math.pow(0.9, steps));
          double squareHat = square[i] / (1 - Math.pow(0.999, steps));
          w[i] -= 0.001 * meanHat / (Math.sqrt(squareHat) + 1e-8);
        }
      }
    }
  }
}
