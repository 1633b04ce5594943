package eddy.forecast;

import eddy.format.BadInput;
import eddy.layer.Layer;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** A network that forecasts windows. */
sealed interface ForecastNetwork extends Layer permits SegmentNetwork, EncoderNetwork {

  /**
   * Says of each value that follows each window what the {@link Output} makes of it.
   *
   * @return [B, C, H, P], counted from the last value of the history
   */
  Tensor forward(Tape tape, WindowBatch batch);

  /** What training makes small. */
  default Tensor loss(Tape tape, WindowBatch batch, Output output) {
    return output.loss(output.parameters(forward(tape, batch), batch), batch);
  }

  /** Forecasts what follows each window. */
  default List<Forecast> forecast(Tape tape, WindowBatch batch, Output output, double[] levels) {
    List<Tensor> parameters = output.parameters(forward(tape, batch), batch);
    int targets = batch.targets();
    int horizon = parameters.getFirst().shape().dimension(2);
    List<Forecast> forecasts = new ArrayList<>();
    for (int b = 0; b < batch.size(); b++) {
      double[] points = new double[horizon * targets];
      double[][] quantiles = new double[levels.length][points.length];
      for (int i = 0; i < points.length; i++) {
        int target = i % targets;
        int at = (b * targets + target) * horizon + i / targets;
        points[i] = output.point(parameters, at, batch.window(b), target);
        if (levels.length > 0) {
          var distribution = output.distribution(parameters, at, batch.window(b), target);
          for (int k = 0; k < levels.length; k++) {
            quantiles[k][i] = distribution.quantile(levels[k]);
          }
        }
      }
      forecasts.add(new Forecast(targets, levels, points, quantiles));
    }
    return forecasts;
  }

  /** The network that a configuration describes, with random weights. */
  static ForecastNetwork of(ForecastConfig config, RandomGenerator random) {
    return switch (config.model()) {
      case SegmentNetwork.NAME -> new SegmentNetwork(config, random);
      case EncoderNetwork.NAME -> new EncoderNetwork(config, random);
      default ->
          throw new BadInput(
              "--model: expected segment or encoder but found '" + config.model() + "'.");
    };
  }
}
