package eddy.forecast;

import eddy.format.BadInput;
import eddy.layer.Layer;
import eddy.recurrent.Cell;
import eddy.recurrent.Gru;
import eddy.recurrent.Lstm;
import eddy.recurrent.Rnn;
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

  /** The cell of that name on the command line. */
  static Cell cell(String name) {
    return switch (name) {
      case "rnn" -> new Rnn();
      case "lstm" -> new Lstm();
      case "gru" -> new Gru();
      default -> throw new BadInput("--cell: expected rnn, lstm or gru but found '" + name + "'.");
    };
  }
}
