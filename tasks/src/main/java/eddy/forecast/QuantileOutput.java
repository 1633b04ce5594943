package eddy.forecast;

import eddy.loss.Distribution;
import eddy.loss.Loss;
import eddy.loss.Quantiles;
import eddy.tensor.Arrangement;
import eddy.tensor.Array;
import eddy.tensor.Elementwise;
import eddy.tensor.Products;
import eddy.tensor.Slicing;
import eddy.tensor.Tensor;
import java.util.List;

/**
 * Some quantiles of each value, which cannot cross: the network gives the median and the positive
 * steps from each quantile to its neighbour, outward from the median.
 *
 * @param levels rising, 0.5 in the middle
 */
record QuantileOutput(double[] levels) implements Output {

  @Override
  public int size() {
    return levels.length;
  }

  /** One tensor, [B, C, H, Q]. */
  @Override
  public List<Tensor> parameters(Tensor raw, List<? extends Scale> scales) {
    return List.of(rising(raw));
  }

  /** Makes quantiles of the numbers of a network, [..., Q]. */
  Tensor rising(Tensor raw) {
    if (levels.length == 1) {
      return raw;
    }
    Tensor median = Slicing.slice(raw, -1, 0, 1);
    Tensor steps = Elementwise.softplus(Slicing.slice(raw, -1, 1, levels.length));
    Tensor sums = raw.tape().constant(sums());
    return Products.linear(Arrangement.concatenate(median, steps), sums);
  }

  /**
   * Which numbers add up to which quantile: the median first, then the steps upward, then those
   * downward, [Q, Q]. Each quantile adds one step to its neighbour's sum and at its end, so that
   * rounding keeps the order.
   */
  Array sums() {
    int count = levels.length;
    int middle = count / 2;
    Array sums = Array.zeros(count, count);
    for (int quantile = 0; quantile < count; quantile++) {
      sums.data()[quantile * count] = 1;
      for (int step = 1; step <= middle; step++) {
        if (quantile - middle >= step) {
          sums.data()[quantile * count + step] = 1;
        }
        if (middle - quantile >= step) {
          sums.data()[quantile * count + middle + step] = -1;
        }
      }
    }
    return sums;
  }

  @Override
  public Tensor loss(List<Tensor> parameters, WindowBatch batch) {
    Tensor quantiles = parameters.getFirst();
    Tensor future = batch.future(quantiles.tape(), quantiles.shape().dimension(2));
    return Loss.pinball(quantiles, future, levels);
  }

  @Override
  public Distribution distribution(List<Tensor> parameters, int at, Scale scale, int target) {
    float[] data = parameters.getFirst().data();
    double[] values = new double[levels.length];
    for (int k = 0; k < values.length; k++) {
      values[k] = scale.invert(data[at * values.length + k], target);
    }
    return new Quantiles(levels, values);
  }
}
