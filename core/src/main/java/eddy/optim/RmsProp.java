package eddy.optim;

import java.util.ArrayList;
import java.util.List;

/**
 * RMSProp: {@code v = alpha v + (1 - alpha) g^2; w -= rate * g / (sqrt(v) + epsilon)}.
 *
 * <p>Tieleman and Hinton, "Lecture 6.5: divide the gradient by a running average of its recent
 * magnitude", 2012. Centered, as in Graves, "Generating sequences with recurrent neural networks",
 * 2013, v loses the square of the mean gradient first.
 *
 * @param alpha how long the mean of squares reaches back
 * @param epsilon keeps the denominator from zero
 * @param momentum 0 for none
 * @param centered whether to divide by the deviation instead of the magnitude
 * @param weightDecay added to the gradient, times the weight
 */
public record RmsProp(
    double alpha, double epsilon, double momentum, boolean centered, double weightDecay)
    implements UpdateRule {
  public RmsProp {
    Ranges.fraction("RmsProp", "alpha", alpha);
    Ranges.notNegative("RmsProp", "epsilon", epsilon);
    Ranges.fraction("RmsProp", "momentum", momentum);
    Ranges.notNegative("RmsProp", "weightDecay", weightDecay);
  }

  /** With the usual alpha 0.99 and epsilon 1e-8, and nothing else. */
  public RmsProp() {
    this(0.99, 1e-8, 0, false, 0);
  }

  @Override
  public String name() {
    return "rmsprop";
  }

  @Override
  public List<String> memory() {
    List<String> names = new ArrayList<>(List.of("square_avg"));
    if (centered) {
      names.add("grad_avg");
    }
    if (momentum > 0) {
      names.add("momentum_buffer");
    }
    return names;
  }

  @Override
  public void update(Step step, float[] w, float[] dw, float[][] memory, int from, int to) {
    // A loop for each choice: one with all of them in it is not compiled to vectors.
    if (centered) {
      centered(step, w, dw, memory, from, to);
    } else {
      plain(step, w, dw, memory, from, to);
    }
  }

  private void plain(Step step, float[] w, float[] dw, float[][] memory, int from, int to) {
    float rate = (float) step.learningRate();
    float decay = (float) step.weightDecay();
    float scale = step.scale();
    float keep = (float) alpha;
    float fresh = (float) (1 - alpha);
    float tiny = (float) epsilon;
    float[] v = memory[0];
    if (momentum == 0) {
      for (int i = from; i < to; i++) {
        float g = scale * dw[i] + decay * w[i];
        float square = keep * v[i] + fresh * g * g;
        v[i] = square;
        w[i] -= rate * (g / ((float) Math.sqrt(square) + tiny));
      }
      return;
    }
    float[] buffer = memory[1];
    float inertia = (float) momentum;
    for (int i = from; i < to; i++) {
      float g = scale * dw[i] + decay * w[i];
      float square = keep * v[i] + fresh * g * g;
      float move = inertia * buffer[i] + g / ((float) Math.sqrt(square) + tiny);
      v[i] = square;
      buffer[i] = move;
      w[i] -= rate * move;
    }
  }

  /** Rounding may leave a variance just below zero, which then counts as zero. */
  private void centered(Step step, float[] w, float[] dw, float[][] memory, int from, int to) {
    float rate = (float) step.learningRate();
    float decay = (float) step.weightDecay();
    float scale = step.scale();
    float keep = (float) alpha;
    float fresh = (float) (1 - alpha);
    float tiny = (float) epsilon;
    float[] v = memory[0];
    float[] mean = memory[1];
    if (momentum == 0) {
      for (int i = from; i < to; i++) {
        float g = scale * dw[i] + decay * w[i];
        float square = keep * v[i] + fresh * g * g;
        float average = mean[i] + fresh * (g - mean[i]);
        v[i] = square;
        mean[i] = average;
        w[i] -= rate * (g / ((float) Math.sqrt(Math.max(0, square - average * average)) + tiny));
      }
      return;
    }
    float[] buffer = memory[2];
    float inertia = (float) momentum;
    for (int i = from; i < to; i++) {
      float g = scale * dw[i] + decay * w[i];
      float square = keep * v[i] + fresh * g * g;
      float average = mean[i] + fresh * (g - mean[i]);
      float deviation = (float) Math.sqrt(Math.max(0, square - average * average)) + tiny;
      float move = inertia * buffer[i] + g / deviation;
      v[i] = square;
      mean[i] = average;
      buffer[i] = move;
      w[i] -= rate * move;
    }
  }
}
