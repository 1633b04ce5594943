package eddy.layer;

import eddy.tensor.Array;
import eddy.tensor.Parameter;
import eddy.tensor.Products;
import eddy.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.random.RandomGenerator;

/**
 * An affine map of the last dimension: {@code y = x W^T + b}.
 *
 * <p>I = inputSize, O = outputSize. Parameters: {@code weight} [O, I] and {@code bias} [O], both
 * uniform between {@code -1/sqrt(I)} and {@code 1/sqrt(I)} at first.
 */
public final class Linear implements Layer {
  private final Parameter weight;
  private final Parameter bias;

  /** A layer with fresh parameters. */
  public Linear(int inputSize, int outputSize, RandomGenerator random) {
    weight = new Parameter(Array.zeros(outputSize, inputSize));
    bias = new Parameter(Array.zeros(outputSize));
    double bound = 1 / Math.sqrt(inputSize);
    Initialization.uniform(Initialization.all(weight), -bound, bound, random);
    Initialization.uniform(Initialization.all(bias), -bound, bound, random);
  }

  /**
   * Maps every row.
   *
   * @param x [..., I]
   * @return [..., O]
   */
  public Tensor forward(Tensor x) {
    return Products.linear(x, x.tape().parameter(weight), x.tape().parameter(bias));
  }

  @Override
  public SequencedMap<String, Parameter> parameters() {
    SequencedMap<String, Parameter> all = new LinkedHashMap<>();
    all.put("weight", weight);
    all.put("bias", bias);
    return all;
  }
}
