package eddy.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import eddy.tensor.Array;
import eddy.tensor.Elementwise;
import eddy.tensor.Reductions;
import eddy.tensor.Shape;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import eddy.tensor.Workspace;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SmoothingTest {
  private static final int[] PERIODS = {2, 3};
  private final double[][] z = series(9, 6);
  private final float[] rates = {0.3f, 0.2f, 0.4f, 0.6f, 0.1f, 0.5f};
  private final float[] seasons = {0.5f, -0.5f, 0.1f, 0.2f, -0.3f, 1, -1, 0, 0.4f, -0.4f};

  private static double[][] series(int... lengths) {
    SplittableRandom random = new SplittableRandom(3);
    double[][] all = new double[lengths.length][];
    for (int i = 0; i < lengths.length; i++) {
      all[i] = random.doubles(lengths[i], -1, 2).toArray();
    }
    return all;
  }

  @Test
  void oneSeriesByHand() {
    // Level 1.5 at first; with a rate of 1/2 and no season: 1.25, 1.625 and 1.8125.
    double[][] one = {{1, 2, 2}};
    try (Workspace workspace = new Workspace(1);
        Tape tape = workspace.inference()) {
      Tensor none = tape.constant(new Array(Shape.of(1, 3), new float[] {0.5f, 0, 0}));
      Tensor flat = tape.constant(Array.zeros(1, 2));

      Smoothing smoothing = Smoothing.of(one, none, flat, new int[] {2}, 2, 1);

      assertThat(smoothing.future().toArray().data()).containsExactly(1.625f, 1.8125f);
      assertThat(smoothing.history().toArray().data())
          .containsExactly(1 - 1.625f, 2 - 1.625f, 2 - 1.8125f, 2 - 1.8125f);
    }
  }

  @Test
  void aSeasonIsLearntAtItsOwnRate() {
    // Nothing but the season moves: 1 and 3 around a level of 2, at a rate of 1 at once.
    double[][] one = {{1, 3, 1, 3}};
    try (Workspace workspace = new Workspace(1);
        Tape tape = workspace.inference()) {
      Tensor season = tape.constant(new Array(Shape.of(1, 3), new float[] {0, 1, 0}));
      Tensor flat = tape.constant(Array.zeros(1, 2));

      Smoothing smoothing = Smoothing.of(one, season, flat, new int[] {2}, 4, 3);

      assertThat(smoothing.future().toArray().data()).containsExactly(1, 3, 1);
    }
  }

  @Test
  void gradientsAreThoseOfDifferences() {
    for (int threads : new int[] {1, 2}) {
      try (Workspace workspace = new Workspace(threads)) {
        float[][] slopes = slopes(workspace);
        for (int input = 0; input < 2; input++) {
          float[] values = input == 0 ? rates : seasons;
          for (int i = 0; i < values.length; i++) {
            float kept = values[i];
            values[i] = kept + 0.01f;
            double above = value(workspace);
            values[i] = kept - 0.01f;
            double below = value(workspace);
            values[i] = kept;
            assertThat((double) slopes[input][i])
                .as("input %d, element %d", input, i)
                .isCloseTo((above - below) / 0.02, within(0.05));
          }
        }
      }
    }
  }

  private Tensor total(Tape tape, Tensor rates, Tensor seasons) {
    Smoothing smoothing = Smoothing.of(z, rates, seasons, PERIODS, 2, 4);
    return Elementwise.add(weighted(tape, smoothing.history()), weighted(tape, smoothing.future()));
  }

  private static Tensor weighted(Tape tape, Tensor x) {
    SplittableRandom random = new SplittableRandom(x.shape().size());
    float[] weights = new float[x.shape().size()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) random.nextDouble(-1, 1);
    }
    Tensor constant = tape.constant(new Array(x.shape(), weights));
    return Reductions.sum(Elementwise.multiply(x, constant));
  }

  private double value(Workspace workspace) {
    try (Tape tape = workspace.inference()) {
      Tensor r = tape.constant(new Array(Shape.of(2, 3), rates));
      Tensor s = tape.constant(new Array(Shape.of(2, 5), seasons));
      return total(tape, r, s).scalar();
    }
  }

  private float[][] slopes(Workspace workspace) {
    try (Tape tape = workspace.training(1, 1)) {
      Tensor r = tape.variable(new Array(Shape.of(2, 3), rates));
      Tensor s = tape.variable(new Array(Shape.of(2, 5), seasons));
      tape.backward(total(tape, r, s));
      return new float[][] {r.gradient().clone(), s.gradient().clone()};
    }
  }
}
