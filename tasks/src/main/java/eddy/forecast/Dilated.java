package eddy.forecast;

import eddy.graph.GraphBuilder;
import eddy.graph.Layers;
import eddy.graph.RecurrentLayers;
import eddy.recurrent.Recurrent;
import eddy.tensor.Arrangement;
import eddy.tensor.Sequence;
import eddy.tensor.Tensor;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * Runs a recurrent layer whose state comes from d steps before instead of one: d sequences lie
 * interleaved in each.
 *
 * <p>Chang et al., "Dilated recurrent neural networks", NeurIPS 2017.
 */
final class Dilated {
  private Dilated() {}

  /** The outputs of a layer at every step, [B, T, W]. */
  static Tensor forward(Recurrent layer, Sequence x, int dilation) {
    int d = Math.min(dilation, x.time());
    if (d == 1) {
      return layer.forward(x).sequence().values();
    }
    int batch = x.batch();
    int time = x.time();
    int steps = Math.ceilDiv(time, d);
    int[] apart = new int[batch * d * steps];
    int[] lengths = new int[batch * d];
    int[] together = new int[batch * time];
    for (int b = 0; b < batch; b++) {
      for (int j = 0; j < d; j++) {
        int row = b * d + j;
        // A sequence that ends before it begins gets a step that nothing reads.
        lengths[row] = Math.max(1, Math.ceilDiv(x.lengths()[b] - j, d));
        for (int k = 0; k < steps; k++) {
          int t = k * d + j;
          apart[row * steps + k] = b * time + Math.min(t, time - 1);
          if (t < time) {
            together[b * time + t] = row * steps + k;
          }
        }
      }
    }
    Tensor flat = Arrangement.reshape(x.values(), batch * time, x.features());
    Tensor rows = Arrangement.rows(flat, apart, batch * d, steps);
    Tensor out = layer.forward(new Sequence(rows, lengths)).sequence().values();
    int width = out.shape().last();
    Tensor outputs = Arrangement.reshape(out, batch * d * steps, width);
    return Arrangement.rows(outputs, together, batch, time);
  }

  /**
   * Writes such a run down.
   *
   * @param x the name of [B, T, F]
   * @param lengths the name of B true lengths
   * @return the name of [B, T, W]
   */
  static String write(
      Layers layers, String name, Recurrent layer, String x, String lengths, int dilation) {
    RecurrentLayers run = layers.recurrent();
    if (dilation == 1) {
      return run.read(name, x, Optional.of(lengths), layer).sequence();
    }
    GraphBuilder graph = layers.graph();
    int d = dilation;
    int width = layer.outputSize();
    String time = layers.size(x, 1);
    String round = graph.add("Add", time, graph.integers(d - 1));
    String steps = graph.add("Div", round, graph.integers(d));
    String missing = graph.add("Sub", graph.add("Mul", steps, graph.integers(d)), time);
    String pads = layers.joined(0, graph.integers(0), missing);
    String padded = graph.add("Pad", x, pads, "", graph.integers(1));
    String features = layers.size(x, 2);
    String rows = layers.joined(0, graph.integers(0, -1, d), features);
    String apart = layers.transposed(graph.add("Reshape", padded, rows), 0, 2, 1, 3);
    String sequences = layers.joined(0, graph.integers(-1), steps, features);
    // The j-th has a step for each time j + k d before the end, and one that nothing reads if none.
    long[] reach = LongStream.range(0, d).map(j -> d - 1 - j).toArray();
    String ends =
        graph.add("Add", graph.add("Unsqueeze", lengths, graph.integers(1)), graph.integers(reach));
    String own = graph.add("Max", graph.add("Div", ends, graph.integers(d)), graph.integers(1));
    String y =
        run.read(
                name,
                graph.add("Reshape", apart, sequences),
                Optional.of(layers.reshaped(own, -1)),
                layer)
            .sequence();
    String split = layers.joined(0, graph.integers(-1, d), steps, graph.integers(width));
    String together = layers.transposed(graph.add("Reshape", y, split), 0, 2, 1, 3);
    String joined = layers.reshaped(together, 0, -1, width);
    return graph.add("Slice", joined, graph.integers(0), time, graph.integers(1));
  }
}
