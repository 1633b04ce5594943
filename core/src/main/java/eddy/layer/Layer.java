package eddy.layer;

import eddy.tensor.Parameter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/** A thing with named parameters. What it computes is its own method, with types of its own. */
public interface Layer {

  /** Its parameters by name, in a fixed order; the names are PyTorch's. */
  SequencedMap<String, Parameter> parameters();

  /** The parameters of several layers, each name led by its layer's: {@code encoder.weight}. */
  static SequencedMap<String, Parameter> join(SequencedMap<String, ? extends Layer> layers) {
    SequencedMap<String, Parameter> all = new LinkedHashMap<>();
    for (Map.Entry<String, ? extends Layer> layer : layers.entrySet()) {
      layer
          .getValue()
          .parameters()
          .forEach((name, parameter) -> all.put(layer.getKey() + "." + name, parameter));
    }
    return all;
  }
}
