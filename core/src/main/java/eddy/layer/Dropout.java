package eddy.layer;

import eddy.tensor.Elementwise;
import eddy.tensor.Parameter;
import eddy.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * Zeroes each element with a probability while training and scales the others up to make good for
 * it; does nothing on an inference tape. It has no parameters.
 *
 * <p>Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting", JMLR
 * 2014.
 */
public final class Dropout implements Layer {
  private final float probability;

  /** Drops with a probability from 0 (inclusive) to 1 (exclusive). */
  public Dropout(double probability) {
    if (!(probability >= 0 && probability < 1)) {
      throw new IllegalArgumentException(
          "Dropout: expected a probability from 0 to below 1 but got " + probability + ".");
    }
    this.probability = (float) probability;
  }

  /** Drops elements of x, which may have any shape. */
  public Tensor forward(Tensor x) {
    return Elementwise.dropout(x, probability);
  }

  @Override
  public SequencedMap<String, Parameter> parameters() {
    return new LinkedHashMap<>();
  }
}
