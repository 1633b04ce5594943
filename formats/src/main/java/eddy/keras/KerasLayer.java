package eddy.keras;

import eddy.tensor.Array;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * A layer of a Keras model.
 *
 * @param className its class in Keras, such as {@code LSTM}
 * @param name unique in the model
 * @param config its arguments
 * @param calls where it is applied, once or more often: the values that it is given each time
 * @param weights by their names in the file, in the order in which Keras lists a layer's weights:
 *     kernel, recurrent kernel, bias; gamma, beta, moving mean, moving variance; forward, backward
 */
public record KerasLayer(
    String className,
    String name,
    JsonNode config,
    List<List<Source>> calls,
    Map<String, Array> weights) {
  public KerasLayer {
    calls = calls.stream().map(List::copyOf).toList();
    weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
  }

  /**
   * A value in a model: what a layer gave.
   *
   * @param layer its name
   * @param call which of its calls, from 0 on
   * @param output which of its outputs, from 0 on
   */
  public record Source(String layer, int call, int output) {}

  /** This layer with weights. */
  public KerasLayer withWeights(Map<String, Array> weights) {
    return new KerasLayer(className, name, config, calls, weights);
  }
}
