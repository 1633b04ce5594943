package eddy.graph.keras;

import eddy.graph.Exported;
import eddy.graph.Value;
import eddy.keras.KerasLayer;
import eddy.keras.KerasModel;
import eddy.tensor.Array;
import eddy.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;

/** Keras models with random weights, and Keras's recurrences as plain loops in float64. */
public final class KerasSamples {
  private KerasSamples() {}

  /** Random numbers between -1 and 1. */
  public static Array random(int seed, int... sizes) {
    SplittableRandom random = new SplittableRandom(seed);
    Array array = Array.zeros(sizes);
    for (int i = 0; i < array.data().length; i++) {
      array.data()[i] = (float) (2 * random.nextDouble() - 1);
    }
    return array;
  }

  static Value.Floats value(Array array) {
    return Value.of(array);
  }

  /**
   * A model of layers one after another.
   *
   * @param shape of its input, as JSON
   * @param layers each as class, arguments as JSON without braces; called a, b, c, ...
   */
  static KerasModel model(int version, String shape, List<String[]> layers, List<List<Array>> all) {
    StringBuilder json = new StringBuilder("{\"class_name\": \"Sequential\", \"config\": [");
    json.append("{\"class_name\": \"InputLayer\", \"config\": {\"name\": \"x\",");
    json.append("\"batch_input_shape\": ").append(shape).append("}}");
    for (int i = 0; i < layers.size(); i++) {
      String arguments = layers.get(i)[1].isEmpty() ? "" : ", " + layers.get(i)[1];
      json.append(", {\"class_name\": \"").append(layers.get(i)[0]).append("\", \"config\": {");
      json.append("\"name\": \"").append((char) ('a' + i)).append("\"");
      json.append(arguments).append("}}");
    }
    KerasModel model = KerasModel.parse(json.append("]}").toString(), "test", version);
    List<KerasLayer> filled = new ArrayList<>(List.of(model.layers().getFirst()));
    for (int i = 0; i < layers.size(); i++) {
      Map<String, Array> weights = new LinkedHashMap<>();
      for (Array array : i < all.size() ? all.get(i) : List.<Array>of()) {
        weights.put("" + weights.size(), array);
      }
      filled.add(model.layers().get(i + 1).withWeights(weights));
    }
    return model.withLayers(filled);
  }

  static KerasModel model(String shape, String className, String arguments, Array... weights) {
    return model(
        2,
        shape,
        List.<String[]>of(new String[] {className, arguments}),
        List.of(List.of(weights)));
  }

  /** The first output of a graph whose one input is x, checked by ONNX Runtime and a round trip. */
  static float[] run(KerasModel model, Value x) {
    Value first = Exported.run(KerasGraph.of(model), Map.of("x", x)).firstEntry().getValue();
    return ((Value.Floats) first).toArray().data();
  }

  /**
   * What a recurrent layer of Keras gives.
   *
   * @param x [T, I]
   * @param mask T truths
   * @param weights kernel, recurrent kernel, bias
   * @param backwards whether it reads from the end; the outputs are in the order of time anyway
   * @return [T, H]; a masked step gives the output of the one read before it
   */
  public static float[] recurrent(
      String kind, Array x, boolean[] mask, List<Array> weights, boolean backwards) {
    return recurrent(kind, x, mask, weights, backwards, Math::tanh);
  }

  /** The same with another activation than tanh. */
  static float[] recurrent(
      String kind,
      Array x,
      boolean[] mask,
      List<Array> weights,
      boolean backwards,
      DoubleUnaryOperator activation) {
    int hidden = weights.get(1).shape().dimension(0);
    int steps = x.shape().dimension(0);
    double[] h = new double[hidden];
    double[] c = new double[hidden];
    double[] before = new double[hidden];
    float[] all = new float[steps * hidden];
    for (int s = 0; s < steps; s++) {
      int t = backwards ? steps - 1 - s : s;
      if (mask[t]) {
        h = step(kind, x, t, h, c, weights, activation);
        before = h;
      }
      for (int unit = 0; unit < hidden; unit++) {
        all[t * hidden + unit] = (float) before[unit];
      }
    }
    return all;
  }

  private static double[] step(
      String kind,
      Array x,
      int t,
      double[] h,
      double[] c,
      List<Array> weights,
      DoubleUnaryOperator activation) {
    Array bias = weights.get(2);
    int columns = weights.get(0).shape().last();
    int hidden = h.length;
    double[] input = new double[columns];
    double[] recurrent = new double[columns];
    for (int k = 0; k < columns; k++) {
      input[k] = bias.data()[k];
      recurrent[k] = bias.shape().rank() == 2 ? bias.data()[columns + k] : 0;
      for (int i = 0; i < x.shape().last(); i++) {
        input[k] += x.data()[t * x.shape().last() + i] * weights.get(0).data()[i * columns + k];
      }
      for (int j = 0; j < hidden; j++) {
        recurrent[k] += h[j] * weights.get(1).data()[j * columns + k];
      }
    }
    double[] next = new double[hidden];
    for (int u = 0; u < hidden; u++) {
      switch (kind) {
        case "LSTM" -> {
          double i = sigmoid(input[u] + recurrent[u]);
          double f = sigmoid(input[hidden + u] + recurrent[hidden + u]);
          double g = activation.applyAsDouble(input[2 * hidden + u] + recurrent[2 * hidden + u]);
          double o = sigmoid(input[3 * hidden + u] + recurrent[3 * hidden + u]);
          c[u] = f * c[u] + i * g;
          next[u] = o * activation.applyAsDouble(c[u]);
        }
        case "GRU" -> {
          double z = sigmoid(input[u] + recurrent[u]);
          double candidate = input[2 * hidden + u];
          if (bias.shape().rank() == 2) {
            double r = sigmoid(input[hidden + u] + recurrent[hidden + u]);
            candidate += r * recurrent[2 * hidden + u];
          } else {
            for (int j = 0; j < hidden; j++) {
              double r = sigmoid(input[hidden + j] + recurrent[hidden + j]);
              candidate += r * h[j] * weights.get(1).data()[j * columns + 2 * hidden + u];
            }
          }
          next[u] = z * h[u] + (1 - z) * activation.applyAsDouble(candidate);
        }
        default -> next[u] = activation.applyAsDouble(input[u] + recurrent[u]);
      }
    }
    return next;
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  /** One row of a batch [B, T, I]. */
  public static Array row(Array batch, int b) {
    int size = batch.data().length / batch.shape().dimension(0);
    float[] data = Arrays.copyOfRange(batch.data(), b * size, (b + 1) * size);
    return new Array(Shape.of(batch.shape().dimension(1), batch.shape().dimension(2)), data);
  }
}
