package eddy;

import static org.assertj.core.api.Assertions.assertThat;

import eddy.tensor.Array;
import eddy.tensor.Elementwise;
import eddy.tensor.Parameter;
import eddy.tensor.Reductions;
import eddy.tensor.Shape;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import eddy.tensor.Workspace;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Compares the gradients of a function with central differences.
 *
 * <p>The function's output is projected onto random numbers, so that every output counts with a
 * weight of its own; the differences are computed in double from the float outputs.
 */
public final class GradientCheck {
  private static final double STEP = 1e-2;

  private GradientCheck() {}

  /** A parameter of normal random numbers. */
  public static Parameter random(long seed, int... dimensions) {
    RandomGenerator random = new SplittableRandom(seed);
    Array array = Array.zeros(dimensions);
    for (int i = 0; i < array.data().length; i++) {
      array.data()[i] = (float) random.nextGaussian();
    }
    return new Parameter(array);
  }

  /**
   * A parameter of random numbers that all keep a distance of 0.05 from one another and from zero,
   * so that no difference steps over a kink of max, relu or the absolute value.
   */
  public static Parameter distinct(long seed, int... dimensions) {
    SplittableRandom random = new SplittableRandom(seed);
    Array array = Array.zeros(dimensions);
    float[] data = array.data();
    for (int i = 0; i < data.length; i++) {
      data[i] = 0.05f * (i - data.length / 2) + 0.025f;
    }
    for (int i = data.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      float kept = data[i];
      data[i] = data[j];
      data[j] = kept;
    }
    return new Parameter(array);
  }

  /** Checks the gradient of every element of the parameters, to within a hundredth. */
  public static void check(Function<Tape, Tensor> function, Parameter... parameters) {
    check(1e-2, function, parameters);
  }

  /**
   * Checks the gradient of every element of the parameters.
   *
   * @param tolerance relative to the largest gradient of the same parameter
   */
  public static void check(
      double tolerance, Function<Tape, Tensor> function, Parameter... parameters) {
    for (int threads : new int[] {1, 2}) {
      try (Workspace workspace = new Workspace(threads)) {
        List<float[]> gradients = gradients(workspace, function, parameters);
        for (int p = 0; p < parameters.length; p++) {
          compare(workspace, function, parameters[p], gradients.get(p), tolerance, p);
        }
      }
    }
  }

  private static List<float[]> gradients(
      Workspace workspace, Function<Tape, Tensor> function, Parameter... parameters) {
    try (Tape tape = workspace.training(7, 3)) {
      Tensor y = function.apply(tape);
      Tensor weights = tape.constant(weights(y.shape()));
      tape.backward(Reductions.sum(Elementwise.multiply(y, weights)));
      return Arrays.stream(parameters)
          .map(p -> Arrays.copyOf(tape.gradient(p), p.data().length))
          .toList();
    }
  }

  private static void compare(
      Workspace workspace,
      Function<Tape, Tensor> function,
      Parameter parameter,
      float[] gradient,
      double tolerance,
      int index) {
    float[] data = parameter.data();
    double[] expected = new double[data.length];
    double largest = 1e-3;
    for (int i = 0; i < data.length; i++) {
      float kept = data[i];
      float high = kept + (float) STEP;
      float low = kept - (float) STEP;
      data[i] = high;
      double above = value(workspace, function);
      data[i] = low;
      double below = value(workspace, function);
      data[i] = kept;
      expected[i] = (above - below) / ((double) high - low);
      largest = Math.max(largest, Math.abs(expected[i]));
    }
    for (int i = 0; i < data.length; i++) {
      assertThat((double) gradient[i])
          .as("gradient of element %d of parameter %d %s", i, index, parameter.shape())
          .isCloseTo(expected[i], org.assertj.core.data.Offset.offset(tolerance * largest));
    }
  }

  private static double value(Workspace workspace, Function<Tape, Tensor> function) {
    try (Tape tape = workspace.training(7, 3)) {
      Array y = function.apply(tape).toArray();
      float[] weights = weights(y.shape()).data();
      double sum = 0;
      for (int i = 0; i < weights.length; i++) {
        sum += (double) y.data()[i] * weights[i];
      }
      return sum;
    }
  }

  private static Array weights(Shape shape) {
    return random(99, shape.toArray()).value();
  }
}
