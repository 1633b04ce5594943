package eddy.forecast;

import eddy.loss.Distribution;
import eddy.tensor.Arrangement;
import eddy.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * What a network says of each value that it forecasts: B windows, C targets, H steps, P numbers
 * each, counted from the last value in units of the window.
 */
sealed interface Output permits PointOutput, QuantileOutput, DistributionOutput {
  String POINT = "point";
  String QUANTILE = "quantile";

  /** The names on the command line. */
  List<String> NAMES =
      List.of(
          POINT,
          QUANTILE,
          DistributionOutput.GAUSSIAN,
          DistributionOutput.STUDENT_T,
          DistributionOutput.NEGATIVE_BINOMIAL);

  /** The output that a configuration describes. */
  static Output of(ForecastConfig config) {
    return switch (config.output()) {
      case POINT -> new PointOutput();
      case QUANTILE -> new QuantileOutput(config.levels());
      default -> new DistributionOutput(config.output());
    };
  }

  /** Without the last dimension, which is 1. */
  static Tensor flat(Tensor x) {
    int[] dimensions = x.shape().toArray();
    return Arrangement.reshape(x, Arrays.copyOf(dimensions, dimensions.length - 1));
  }

  /** P, how many numbers a network gives for each value. */
  int size();

  /**
   * Makes parameters of a network's numbers, such as positive deviations.
   *
   * @param raw [B, C, H, P]
   * @param scales of the B windows
   * @return tensors whose first dimensions are [B, C, H]
   */
  List<Tensor> parameters(Tensor raw, List<? extends Scale> scales);

  /** What training makes small. */
  Tensor loss(List<Tensor> parameters, WindowBatch batch);

  /** The point of one value in original units, where there is no distribution. */
  default double point(List<Tensor> parameters, int at, Scale scale, int target) {
    return distribution(parameters, at, scale, target).quantile(0.5);
  }

  /** What one value may be, in original units. */
  Distribution distribution(List<Tensor> parameters, int at, Scale scale, int target);
}
