package eddy.benchmarks.compare;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** PyTorch's recurrent layer forward and backward from the sum of its outputs. */
final class DjlTraining implements Contender {
  private final Network net;
  private final NDManager manager;
  private final List<String> names;
  private final NDArray input;
  private final NDList state;
  private final NDList weights = new NDList();

  DjlTraining(Problem problem, NDManager manager) {
    net = problem.network();
    this.manager = manager;
    names = new ArrayList<>(problem.weights().keySet());
    input = DjlPeer.array(manager, problem.input());
    state = DjlPeer.zeros(manager, net);
    problem.recurrentWeights().forEach(w -> weights.add(DjlPeer.array(manager, w)));
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
    try (NDManager scope = manager.newSubManager();
        GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
      NDArray x = DjlPeer.leaf(input);
      x.attach(scope);
      NDList leaves = new NDList();
      weights.forEach(weight -> leaves.add(DjlPeer.leaf(weight)));
      leaves.attach(scope);
      NDList result = DjlPeer.recurrent(net, x, state, leaves, true);
      result.attach(scope);
      NDArray sum = result.head().sum();
      sum.attach(scope);
      collector.backward(sum);
      if (wanted) {
        all.put("output", result.head().toFloatArray());
        all.put("input", DjlPeer.gradient(x));
        for (int i = 0; i < names.size(); i++) {
          all.put(names.get(i), DjlPeer.gradient(leaves.get(i)));
        }
      }
    }
    return all;
  }

  @Override
  public void close() {
    manager.close();
  }
}
