package eddy.forecast;

import eddy.graph.Layers;
import eddy.graph.Type;
import eddy.layer.Layer;
import eddy.tensor.Arrangement;
import eddy.tensor.Array;
import eddy.tensor.Elementwise;
import eddy.tensor.Parameter;
import eddy.tensor.Products;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * A network that learns what ridge regression leaves: its forecasts are the sum of both.
 *
 * <p>B windows, C targets, L rows of history x, counted from the last, H rows of forecast y:
 *
 * <pre>
 *   y = V x + network(x)
 * </pre>
 *
 * <p>The matrix V [H, L], the parameter {@code linear.weight}, is {@link RidgeRegression} with the
 * mean of the window that it takes away and adds again. It is fitted before training and stays as
 * it is: trained along, it would soon lose what its penalty has gained.
 *
 * <p>After the autoregressive component of Lai et al., "Modeling long- and short-term temporal
 * patterns with deep neural networks", SIGIR 2018, which is trained along.
 */
final class LinearPath implements DirectNetwork {
  private final DirectNetwork network;
  private final Parameter weight;

  LinearPath(DirectNetwork network) {
    this.network = network;
    weight = new Parameter(Array.zeros(config().horizon(), config().lookBack()));
  }

  /** Takes over what the regression has learnt. */
  void begin(RidgeRegression ridge) {
    int lookBack = ridge.lookBack();
    int horizon = ridge.horizon();
    for (int h = 0; h < horizon; h++) {
      double sum = 0;
      for (int l = 0; l < lookBack; l++) {
        sum += ridge.weights()[l * horizon + h];
      }
      for (int l = 0; l < lookBack; l++) {
        double own = ridge.weights()[l * horizon + h];
        weight.data()[h * lookBack + l] = (float) (own + (1 - sum) / lookBack);
      }
    }
  }

  @Override
  public ForecastConfig config() {
    return network.config();
  }

  @Override
  public Tensor forward(Tape tape, WindowBatch batch) {
    Tensor rest = network.forward(tape, batch);
    Tensor linear = Products.linear(batch.past(tape), tape.constant(weight.value()));
    return Elementwise.add(rest, Arrangement.reshape(linear, rest.shape().toArray()));
  }

  /**
   * {@inheritDoc}
   *
   * <p>A further input: {@code past} [B, C, L], the scaled values of the history.
   */
  @Override
  public String write(Layers layers) {
    String rest = network.write(layers);
    String targets = "" + config().targets().size();
    String past =
        layers.graph().input("past", Type.FLOAT, "batch", targets, "" + config().lookBack());
    String linear = layers.linear(past, layers.constant("linear.weight", weight), Optional.empty());
    return layers.graph().add("Add", rest, layers.reshaped(linear, 0, 0, 0, 1));
  }

  @Override
  public SequencedMap<String, Parameter> trained() {
    return network.trained();
  }

  @Override
  public SequencedMap<String, Parameter> parameters() {
    SequencedMap<String, Layer> layers = new LinkedHashMap<>();
    layers.put("network", network);
    SequencedMap<String, Parameter> all = Layer.join(layers);
    all.put("linear.weight", weight);
    return all;
  }
}
