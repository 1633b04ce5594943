package eddy.loss;

import eddy.layer.Initialization;
import eddy.layer.Layer;
import eddy.tensor.Arrangement;
import eddy.tensor.Array;
import eddy.tensor.Elementwise;
import eddy.tensor.Parameter;
import eddy.tensor.Products;
import eddy.tensor.Shape;
import eddy.tensor.Slicing;
import eddy.tensor.Softmax;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * A softmax over many classes, such as words, that spends little on the rare ones.
 *
 * <p>N rows, I inputs, C classes from the most frequent to the rarest. Cutoffs {@code c_0 < c_1 <
 * ... < C} make a head of the classes below c_0 and K clusters of the others. The head has a logit
 * for each of its classes and for each cluster; the probability of a class in cluster i is that of
 * the cluster times that of the class within it, whose logits come from only {@code I / 4^(i + 1)}
 * projected inputs, and only where the cluster is the true one.
 *
 * <p>Parameters: {@code head.weight} [c_0 + K, I] and, for each cluster, {@code tail.i.0.weight} [I
 * / 4^(i+1), I] and {@code tail.i.1.weight} [c_(i+1) - c_i, I / 4^(i+1)]; there is no bias. All
 * begin uniform between +-1/sqrt(columns). As PyTorch's AdaptiveLogSoftmaxWithLoss.
 *
 * <p>Grave et al., "Efficient softmax approximation for GPUs", ICML 2017.
 */
public final class AdaptiveSoftmax implements Layer {
  private static final int DIVISION = 4;

  private final int inputSize;
  private final int[] limits;
  private final Parameter head;
  private final List<Parameter> projections = new ArrayList<>();
  private final List<Parameter> clusters = new ArrayList<>();

  /**
   * A softmax with fresh parameters.
   *
   * @param cutoffs the first class of each cluster, rising, each from 1 to {@code classes - 1}
   */
  public AdaptiveSoftmax(int inputSize, int classes, int[] cutoffs, RandomGenerator random) {
    this.inputSize = inputSize;
    limits = Arrays.copyOf(cutoffs, cutoffs.length + 1);
    limits[cutoffs.length] = classes;
    boolean rising = cutoffs.length > 0 && cutoffs[0] > 0;
    for (int i = 0; i < cutoffs.length; i++) {
      rising &= limits[i] < limits[i + 1];
    }
    if (!rising) {
      throw new IllegalArgumentException(
          "AdaptiveSoftmax: expected rising cutoffs from 1 to below "
              + classes
              + ", the number of classes, but got "
              + Arrays.toString(cutoffs)
              + ".");
    }
    head = weight(limits[0] + cutoffs.length, inputSize, random);
    for (int i = 0, width = inputSize; i < cutoffs.length; i++) {
      width = Math.max(1, width / DIVISION);
      projections.add(weight(width, inputSize, random));
      clusters.add(weight(limits[i + 1] - limits[i], width, random));
    }
  }

  private static Parameter weight(int rows, int columns, RandomGenerator random) {
    Parameter weight = new Parameter(Array.zeros(rows, columns));
    double bound = 1 / Math.sqrt(columns);
    Initialization.uniform(Initialization.all(weight), -bound, bound, random);
    return weight;
  }

  /**
   * The mean of {@code -log p(id)} over the rows whose id is not negative, as {@link
   * Loss#crossEntropy(Tensor, int[])}.
   *
   * @param x [..., I]
   * @param ids one for each row, from 0 to C-1; rows with a negative id don't count
   */
  public Tensor loss(Tensor x, int[] ids) {
    int rows = x.shape().rows();
    check(x, ids);
    Tape tape = x.tape();
    int[] clusterOf = Arrays.stream(ids).map(this::cluster).toArray();
    int[] headIds = ids.clone();
    int counted = 0;
    for (int row = 0; row < rows; row++) {
      counted += ids[row] >= 0 ? 1 : 0;
      headIds[row] = clusterOf[row] >= 0 ? limits[0] + clusterOf[row] : ids[row];
    }
    Tensor flat = Arrangement.reshape(x, rows, inputSize);
    Tensor loss = Loss.crossEntropy(Products.linear(flat, tape.parameter(head)), headIds);
    for (int i = 0; i < clusters.size(); i++) {
      int cluster = i;
      int[] own = IntStream.range(0, rows).filter(row -> clusterOf[row] == cluster).toArray();
      if (own.length > 0) {
        int[] within = Arrays.stream(own).map(row -> ids[row] - limits[cluster]).toArray();
        Tensor logits = logits(i, Arrangement.rows(flat, own, own.length));
        float share = (float) own.length / counted;
        loss = Elementwise.add(loss, Elementwise.scale(Loss.crossEntropy(logits, within), share));
      }
    }
    return loss;
  }

  private void check(Tensor x, int[] ids) {
    if (x.shape().rank() == 0 || x.shape().last() != inputSize || ids.length != x.shape().rows()) {
      throw new IllegalArgumentException(
          "AdaptiveSoftmax: expected input [..., "
              + inputSize
              + "] and an id for each row but got "
              + x.shape()
              + " and "
              + ids.length
              + " ids.");
    }
    int classes = limits[clusters.size()];
    for (int id : ids) {
      if (id >= classes) {
        throw new IllegalArgumentException(
            "AdaptiveSoftmax: expected ids below " + classes + " but got " + id + ".");
      }
    }
  }

  /** The cluster of a class, or -1 if it belongs to the head. */
  private int cluster(int id) {
    int cluster = -1;
    while (cluster + 1 < clusters.size() && id >= limits[cluster + 1]) {
      cluster++;
    }
    return cluster;
  }

  /**
   * The logarithm of the probability of every class.
   *
   * @param x [..., I]
   * @return [..., C]
   */
  public Tensor logProbabilities(Tensor x) {
    Tape tape = x.tape();
    Tensor first = Softmax.logSoftmax(Products.linear(x, tape.parameter(head)));
    Tensor[] parts = new Tensor[limits.length];
    parts[0] = Slicing.slice(first, -1, 0, limits[0]);
    for (int i = 0; i < clusters.size(); i++) {
      int cluster = limits[0] + i;
      Tensor ones = tape.result(Shape.of(limits[i + 1] - limits[i], 1));
      Arrays.fill(ones.data(), 0, ones.shape().size(), 1);
      // A product with ones repeats the cluster's own logarithm for each of its classes.
      Tensor own = Products.linear(Slicing.slice(first, -1, cluster, cluster + 1), ones);
      parts[i + 1] = Elementwise.add(Softmax.logSoftmax(logits(i, x)), own);
    }
    return Arrangement.concatenate(parts);
  }

  private Tensor logits(int cluster, Tensor x) {
    Tape tape = x.tape();
    Tensor projected = Products.linear(x, tape.parameter(projections.get(cluster)));
    return Products.linear(projected, tape.parameter(clusters.get(cluster)));
  }

  @Override
  public SequencedMap<String, Parameter> parameters() {
    SequencedMap<String, Parameter> all = new LinkedHashMap<>();
    all.put("head.weight", head);
    for (int i = 0; i < clusters.size(); i++) {
      all.put("tail." + i + ".0.weight", projections.get(i));
      all.put("tail." + i + ".1.weight", clusters.get(i));
    }
    return all;
  }
}
