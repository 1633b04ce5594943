package eddy.benchmarks.compare;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** A whole training step of a language model by PyTorch's operations. */
final class DjlLanguageModel implements Contender {
  private final Network net;
  private final NDManager manager;
  private final List<String> names;
  private final NDArray ids;
  private final NDArray nextIds;
  private final NDList state;
  private final NDList weights = new NDList();

  DjlLanguageModel(Problem problem, NDManager manager) {
    net = problem.network();
    this.manager = manager;
    names = new ArrayList<>(problem.weights().keySet());
    ids = DjlPeer.array(manager, problem.ids(), net.batch(), net.steps());
    nextIds = DjlPeer.array(manager, problem.nextIds(), problem.nextIds().length, 1);
    state = DjlPeer.zeros(manager, net);
    problem.weights().values().forEach(w -> weights.add(DjlPeer.array(manager, w)));
  }

  @Override
  public void step() {
    outcome(false);
  }

  @Override
  public SequencedMap<String, float[]> outcome() {
    return outcome(true);
  }

  private SequencedMap<String, float[]> outcome(boolean wanted) {
    SequencedMap<String, float[]> all = new LinkedHashMap<>();
    try (NDManager scope = manager.newSubManager()) {
      NDList leaves = new NDList();
      weights.forEach(weight -> leaves.add(DjlPeer.leaf(weight)));
      leaves.attach(scope);
      try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
        NDArray loss = loss(scope, leaves);
        collector.backward(loss);
        if (wanted) {
          all.put("output", loss.toFloatArray());
        }
      }
      NDList gradients = new NDList();
      leaves.forEach(leaf -> gradients.add(leaf.getGradient()));
      gradients.attach(scope);
      for (int i = 0; wanted && i < names.size(); i++) {
        all.put(names.get(i), gradients.get(i).toFloatArray());
      }
      double norm = update(gradients);
      if (wanted) {
        all.put("norm", new float[] {(float) norm});
      }
    }
    return all;
  }

  private NDArray loss(NDManager scope, NDList leaves) {
    NDArray embedded = JniUtils.embedding((PtNDArray) ids, (PtNDArray) leaves.get(0), false);
    embedded.attach(scope);
    NDList recurrent = new NDList(leaves.subList(1, leaves.size() - 2));
    NDList result = DjlPeer.recurrent(net, embedded, state, recurrent, true);
    result.attach(scope);
    NDArray rows = result.head().reshape(new Shape(-1, net.hidden()));
    NDArray weight = leaves.get(leaves.size() - 2);
    NDArray bias = leaves.get(leaves.size() - 1);
    NDArray logits = JniUtils.linear((PtNDArray) rows, (PtNDArray) weight, (PtNDArray) bias);
    // The two halves of cross_entropy, which DJL doesn't bind by itself.
    NDArray logs = JniUtils.logSoftmax((PtNDArray) logits, 1, DataType.FLOAT32);
    NDArray hits = JniUtils.gather((PtNDArray) logs, (PtNDArray) nextIds, 1);
    NDArray mean = hits.mean();
    NDArray loss = mean.neg();
    new NDList(rows, logits, logs, hits, mean, loss).attach(scope);
    return loss;
  }

  /**
   * Clips and descends in the two passes of clip_grad_norm_ and SGD: one that scales each gradient,
   * one that subtracts it.
   */
  private double update(NDList gradients) {
    double squares = 0;
    for (NDArray gradient : gradients) {
      try (NDArray norm = gradient.norm()) {
        double value = norm.getFloat();
        squares += value * value;
      }
    }
    double norm = Math.sqrt(squares);
    double factor = Math.min(1, Problem.CLIP / (norm + 1e-6));
    for (int i = 0; i < gradients.size(); i++) {
      gradients.get(i).muli(factor * Problem.LEARNING_RATE);
      weights.get(i).subi(gradients.get(i));
    }
    return norm;
  }

  @Override
  public void close() {
    manager.close();
  }
}
