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
 * uniform between {@code -1/sqrt(I)} and {@code 1/sqrt(I)} at first. Tied to an embedding it only
 * has the bias, zeros at first, since the weight is the embedding's.
 */
public final class Linear implements Layer {
  private final Parameter weight;
  private final Parameter bias;
  private final boolean tied;

  /** A layer with fresh parameters. */
  public Linear(int inputSize, int outputSize, RandomGenerator random) {
    weight = new Parameter(Array.zeros(outputSize, inputSize));
    bias = new Parameter(Array.zeros(outputSize));
    tied = false;
    double bound = 1 / Math.sqrt(inputSize);
    Initialization.uniform(Initialization.all(weight), -bound, bound, random);
    Initialization.uniform(Initialization.all(bias), -bound, bound, random);
  }

  private Linear(Embedding embedding) {
    weight = embedding.weight();
    bias = new Parameter(Array.zeros(weight.shape().dimension(0)));
    tied = true;
  }

  /**
   * A layer from the vectors of an embedding to a logit for each of its things, by the embedding's
   * own weight.
   *
   * <p>Press and Wolf, "Using the output embedding to improve language models", EACL 2017; Inan,
   * Khosravi and Socher, "Tying word vectors and word classifiers", ICLR 2017.
   */
  public static Linear tied(Embedding embedding) {
    return new Linear(embedding);
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
    if (!tied) {
      all.put("weight", weight);
    }
    all.put("bias", bias);
    return all;
  }
}
