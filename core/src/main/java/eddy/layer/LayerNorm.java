package eddy.layer;

import eddy.tensor.Array;
import eddy.tensor.Normalization;
import eddy.tensor.Parameter;
import eddy.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * Brings each row to mean 0 and variance 1, then to a learnt scale: {@code y = (x - mean) /
 * sqrt(variance + 1e-5) * weight + bias}.
 *
 * <p>F = size. Parameters: {@code weight} [F], ones at first, and {@code bias} [F], zeros at first.
 *
 * <p>Ba, Kiros and Hinton, "Layer normalization", 2016.
 */
public final class LayerNorm implements Layer {
  private static final float EPSILON = 1e-5f;

  private final Parameter weight;
  private final Parameter bias;

  /** A layer for rows of so many elements. */
  public LayerNorm(int size) {
    weight = new Parameter(Array.zeros(size));
    bias = new Parameter(Array.zeros(size));
    Initialization.constant(Initialization.all(weight), 1);
  }

  /**
   * Normalises every row.
   *
   * @param x [..., F]
   * @return [..., F]
   */
  public Tensor forward(Tensor x) {
    return Normalization.layerNorm(
        x, x.tape().parameter(weight), x.tape().parameter(bias), EPSILON);
  }

  @Override
  public SequencedMap<String, Parameter> parameters() {
    SequencedMap<String, Parameter> all = new LinkedHashMap<>();
    all.put("weight", weight);
    all.put("bias", bias);
    return all;
  }
}
