package eddy.forecast;

import eddy.recurrent.Recurrent;
import eddy.tensor.Arrangement;
import eddy.tensor.Sequence;
import eddy.tensor.Tensor;

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
}
