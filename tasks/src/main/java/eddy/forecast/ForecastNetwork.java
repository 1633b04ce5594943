package eddy.forecast;

import eddy.format.BadInput;
import eddy.layer.Layer;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import java.util.random.RandomGenerator;

/** A network that forecasts windows. */
sealed interface ForecastNetwork extends Layer permits SegmentNetwork, EncoderNetwork {

  /**
   * Forecasts what follows each window.
   *
   * @return [B, C, H], counted from the last value of the history
   */
  Tensor forward(Tape tape, WindowBatch batch);

  /** The network that a configuration describes, with random weights. */
  static ForecastNetwork of(ForecastConfig config, RandomGenerator random) {
    return switch (config.model()) {
      case "segment" -> new SegmentNetwork(config, random);
      case "encoder" -> new EncoderNetwork(config, random);
      default ->
          throw new BadInput(
              "--model: expected segment or encoder but found '" + config.model() + "'.");
    };
  }
}
