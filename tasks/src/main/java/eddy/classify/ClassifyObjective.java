package eddy.classify;

import eddy.loss.Loss;
import eddy.tensor.Array;
import eddy.tensor.Elementwise;
import eddy.tensor.Reductions;
import eddy.tensor.Softmax;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import eddy.train.Objective;
import java.util.Arrays;

/**
 * What training makes small: the cross-entropy of the labels, each text weighted by its class; of
 * every label by itself where a text may have several.
 *
 * @param weights one for each class
 * @param smoothing share of the probability that goes to all classes alike
 * @param layers of the network, the embedding among them, that begin as another model's
 * @param unfreeze epochs after which one more of them trains, from the top down; 0 for all at once
 */
record ClassifyObjective(
    ClassifyNetwork network,
    boolean multiple,
    float[] weights,
    double smoothing,
    int layers,
    int unfreeze)
    implements Objective<TextBatch> {

  @Override
  public Tensor loss(Tape tape, TextBatch batch) {
    Tensor logits = network.logits(tape, batch.texts(), frozen(batch.epoch()));
    return multiple ? ofEachLabel(tape, logits, batch) : ofOneLabel(tape, logits, batch);
  }

  /** How many layers from below don't train yet. */
  private int frozen(int epoch) {
    return unfreeze == 0 ? 0 : Math.max(0, layers - epoch / unfreeze);
  }

  /** {@code -sum w_y log p_y / sum w_y}, smoothed. */
  private Tensor ofOneLabel(Tape tape, Tensor logits, TextBatch batch) {
    int classes = weights.length;
    Array targets = Array.zeros(batch.texts().size(), classes);
    double total = 0;
    for (int[] labels : batch.labels()) {
      total += weights[labels[0]];
    }
    for (int b = 0; b < batch.texts().size(); b++) {
      int label = batch.labels().get(b)[0];
      double weight = total == 0 ? 0 : weights[label] / total;
      for (int c = 0; c < classes; c++) {
        double share = smoothing / classes + (c == label ? 1 - smoothing : 0);
        targets.data()[b * classes + c] = (float) (-weight * share);
      }
    }
    return Reductions.sum(Elementwise.multiply(Softmax.logSoftmax(logits), tape.constant(targets)));
  }

  private Tensor ofEachLabel(Tape tape, Tensor logits, TextBatch batch) {
    int classes = weights.length;
    Array targets = Array.zeros(batch.texts().size(), classes);
    Array counts = Array.zeros(batch.texts().size(), classes);
    Arrays.fill(targets.data(), (float) (smoothing / 2));
    Arrays.fill(counts.data(), 1);
    for (int b = 0; b < batch.texts().size(); b++) {
      for (int label : batch.labels().get(b)) {
        targets.data()[b * classes + label] = (float) (1 - smoothing / 2);
        counts.data()[b * classes + label] = weights[label];
      }
    }
    return Loss.binaryCrossEntropy(logits, tape.constant(targets), tape.constant(counts));
  }
}
