package eddy.loss;

import eddy.tensor.Elementwise;
import eddy.tensor.Sequence;
import eddy.tensor.Shape;
import eddy.tensor.Slicing;
import eddy.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * How wrong predictions are, as a mean over all elements that count.
 *
 * <p>Every function returns a scalar. Where weights are given, it is the weighted mean {@code sum(w
 * * loss) / sum(w)}; weights of 1 and 0 make a mask, and elements of weight 0 are not even read.
 * Weights may leave out trailing dimensions, so that one weight covers a whole step: [B, T] for
 * predictions [B, T, F]. Where nothing counts, the loss is 0 without a gradient. No gradient flows
 * into targets or weights.
 */
public final class Loss {
  private Loss() {}

  /** The mean of {@code (prediction - target)^2}. */
  public static Tensor meanSquared(Tensor prediction, Tensor target) {
    return Pointwise.mean("meanSquared", Pointwise.SQUARED, prediction, target);
  }

  /** The weighted mean of {@code (prediction - target)^2}. */
  public static Tensor meanSquared(Tensor prediction, Tensor target, Tensor weights) {
    return Pointwise.mean("meanSquared", Pointwise.SQUARED, prediction, target, weights);
  }

  /** The mean of {@code |prediction - target|}. */
  public static Tensor meanAbsolute(Tensor prediction, Tensor target) {
    return Pointwise.mean("meanAbsolute", Pointwise.ABSOLUTE, prediction, target);
  }

  /** The weighted mean of {@code |prediction - target|}. */
  public static Tensor meanAbsolute(Tensor prediction, Tensor target, Tensor weights) {
    return Pointwise.mean("meanAbsolute", Pointwise.ABSOLUTE, prediction, target, weights);
  }

  /**
   * The mean of {@code d^2 / 2} where the difference d is at most delta, and of {@code delta * (|d|
   * - delta / 2)} where it is larger.
   *
   * <p>Huber, "Robust estimation of a location parameter", 1964.
   *
   * @param delta more than zero
   */
  public static Tensor huber(Tensor prediction, Tensor target, double delta) {
    return Pointwise.mean("huber", Pointwise.huber(delta), prediction, target);
  }

  /** The weighted mean of the Huber loss, see {@link #huber(Tensor, Tensor, double)}. */
  public static Tensor huber(Tensor prediction, Tensor target, double delta, Tensor weights) {
    return Pointwise.mean("huber", Pointwise.huber(delta), prediction, target, weights);
  }

  /**
   * The pinball loss of one quantile: what is expected of it is least where the value stays below
   * the quantile with the probability of its level.
   *
   * <p>Koenker and Bassett, "Regression quantiles", Econometrica 1978.
   *
   * @param level above 0 and below 1
   */
  public static double pinball(double level, double quantile, double y) {
    return y >= quantile ? level * (y - quantile) : (1 - level) * (quantile - y);
  }

  /**
   * The mean pinball loss over all quantiles of all elements.
   *
   * @param quantiles one for each level, [..., Q]
   * @param target [...]
   * @param levels Q numbers above 0 and below 1; not modified
   */
  public static Tensor pinball(Tensor quantiles, Tensor target, double... levels) {
    return Pinball.mean(quantiles, target, levels);
  }

  /**
   * The mean of {@code -log p(target)} under normal distributions.
   *
   * @param mean of the target's shape
   * @param deviation above zero, of the target's shape
   */
  public static Tensor gaussian(Tensor mean, Tensor deviation, Tensor target) {
    return Likelihood.mean("gaussian", Gaussian.LIKELIHOOD, target, mean, deviation);
  }

  /**
   * The mean of {@code -log p(target)} under Student's t distributions.
   *
   * @param location of the target's shape
   * @param scale above zero, of the target's shape
   * @param freedom degrees of freedom above zero, of the target's shape
   */
  public static Tensor studentT(Tensor location, Tensor scale, Tensor freedom, Tensor target) {
    return Likelihood.mean("studentT", StudentT.LIKELIHOOD, target, location, scale, freedom);
  }

  /**
   * The mean of {@code -log p(target)} under negative binomial distributions, whose variance is
   * {@code mean + dispersion * mean^2}.
   *
   * @param mean above zero, of the target's shape
   * @param dispersion above zero, of the target's shape
   * @param target counts: 0, 1, 2, ...
   */
  public static Tensor negativeBinomial(Tensor mean, Tensor dispersion, Tensor target) {
    return Likelihood.mean(
        "negativeBinomial", NegativeBinomial.LIKELIHOOD, target, mean, dispersion);
  }

  /**
   * The mean of {@code -t log(s) - (1 - t) log(1 - s)} with {@code s = sigmoid(logit)}, computed
   * without overflow.
   *
   * @param logits of any shape
   * @param target t, of the same shape, from 0 to 1
   */
  public static Tensor binaryCrossEntropy(Tensor logits, Tensor target) {
    return Pointwise.mean("binaryCrossEntropy", Pointwise.BINARY, logits, target);
  }

  /** The weighted mean of the binary cross-entropy, see the function without weights. */
  public static Tensor binaryCrossEntropy(Tensor logits, Tensor target, Tensor weights) {
    return Pointwise.mean("binaryCrossEntropy", Pointwise.BINARY, logits, target, weights);
  }

  /**
   * The mean of {@code -log softmax(logits)[id]} over the rows whose id is not negative.
   *
   * @param logits [..., C]
   * @param ids one for each row, from 0 to C-1; rows with a negative id don't count
   */
  public static Tensor crossEntropy(Tensor logits, int[] ids) {
    return crossEntropy(logits, ids, 0);
  }

  /**
   * The cross-entropy against targets that give {@code 1 - smoothing} to the true class and share
   * the rest out among all classes alike.
   *
   * <p>Szegedy et al., "Rethinking the Inception architecture for computer vision", CVPR 2016.
   *
   * @param logits [..., C]
   * @param ids one for each row, from 0 to C-1; rows with a negative id don't count
   * @param smoothing from 0 to 1
   */
  public static Tensor crossEntropy(Tensor logits, int[] ids, double smoothing) {
    return CrossEntropy.mean(logits, ids, smoothing);
  }

  /**
   * Connectionist temporal classification: the mean over the sequences of {@code -log p(labels)},
   * summed over all ways to say the labels in the steps there are, see {@link Ctc}.
   *
   * @param logits [B, T, C]
   * @param labels of each sequence, none of them the blank; they may be none
   * @param blank the class that says nothing
   * @throws IllegalArgumentException if a sequence has too few steps for its labels, see {@link
   *     Ctc#steps}
   */
  public static Tensor ctc(Sequence logits, List<int[]> labels, int blank) {
    return Ctc.mean(logits, labels, blank);
  }

  /**
   * Activation regularisation (AR): the mean square of the outputs of all true steps, to be added
   * to a loss with a factor.
   *
   * <p>Merity, McCann and Socher, "Revisiting activation regularization for language RNNs", 2017.
   *
   * @param x what the recurrent layer returned, after dropout
   */
  public static Tensor activation(Sequence x) {
    return meanSquared(x.values(), zeros(x.values()), mask(x));
  }

  /**
   * Temporal activation regularisation (TAR): the mean square of the change from each true step to
   * the next, see {@link #activation}; 0 for sequences of one step.
   *
   * @param x what the recurrent layer returned, before dropout
   */
  public static Tensor temporalActivation(Sequence x) {
    Tensor values = x.values();
    Tensor next = Slicing.slice(values, 1, 1, x.time());
    Tensor change = Elementwise.subtract(next, Slicing.slice(values, 1, 0, x.time() - 1));
    return meanSquared(change, zeros(change), Slicing.slice(mask(x), 1, 1, x.time()));
  }

  private static Tensor zeros(Tensor like) {
    Tensor zeros = like.tape().result(like.shape());
    Arrays.fill(zeros.data(), 0, like.shape().size(), 0);
    return zeros;
  }

  /**
   * Weights that are 1 at the true steps of each sequence and 0 at its padding.
   *
   * @return [B, T]
   */
  public static Tensor mask(Sequence sequence) {
    int time = sequence.time();
    Tensor mask = sequence.values().tape().result(Shape.of(sequence.batch(), time));
    int[] lengths = sequence.lengths();
    for (int b = 0; b < lengths.length; b++) {
      for (int t = 0; t < time; t++) {
        mask.data()[b * time + t] = t < lengths[b] ? 1 : 0;
      }
    }
    return mask;
  }
}
