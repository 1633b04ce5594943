package eddy.forecast;

import eddy.format.BadInput;
import eddy.layer.Layer;
import eddy.tensor.Parameter;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import java.util.List;
import java.util.SequencedMap;
import java.util.random.RandomGenerator;

/** A network that forecasts windows. */
sealed interface ForecastNetwork extends Layer
    permits DirectNetwork, RecursiveNetwork, EsRnnNetwork {

  /** What training makes small. */
  Tensor loss(Tape tape, WindowBatch batch);

  /** Forecasts what follows each window. */
  List<Forecast> forecast(Tape tape, WindowBatch batch);

  /** The parameters that training moves. */
  default SequencedMap<String, Parameter> trained() {
    return parameters();
  }

  /** The network that a configuration describes, with random weights. */
  static ForecastNetwork of(ForecastConfig config, RandomGenerator random) {
    return switch (config.model()) {
      case SegmentNetwork.NAME -> direct(config, new SegmentNetwork(config, random));
      case EncoderNetwork.NAME -> direct(config, new EncoderNetwork(config, random));
      case RecursiveNetwork.NAME -> new RecursiveNetwork(config, random);
      case EsRnnNetwork.NAME -> new EsRnnNetwork(config, random);
      default ->
          throw new BadInput(
              "--model: expected segment, encoder, recursive or es-rnn but found '"
                  + config.model()
                  + "'.");
    };
  }

  private static DirectNetwork direct(ForecastConfig config, DirectNetwork network) {
    return config.linear() ? new LinearPath(network) : network;
  }
}
