package eddy.benchmarks.compare;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/** PyTorch's recurrent layer forward, from a state of zeros or from the step before. */
final class DjlInference implements Contender {
  private final Problem problem;
  private final NDManager manager;
  private final NDArray input;
  private final NDList weights = new NDList();
  private NDList state;

  DjlInference(Problem problem, NDManager manager) {
    this.problem = problem;
    this.manager = manager;
    input = DjlPeer.array(manager, problem.input());
    state = DjlPeer.zeros(manager, problem.network());
    problem.recurrentWeights().forEach(w -> weights.add(DjlPeer.array(manager, w)));
  }

  @Override
  public void step() {
    forward().close();
  }

  /** The output; the state is kept where the task says so. */
  private NDArray forward() {
    NDList result = DjlPeer.recurrent(problem.network(), input, state, weights, false);
    NDList last = result.subNDList(1);
    if (problem.task() == Task.STEP) {
      state.close();
      state = last;
    } else {
      last.close();
    }
    return result.head();
  }

  @Override
  public SequencedMap<String, float[]> outcome() {
    SequencedMap<String, float[]> all = new LinkedHashMap<>();
    try (NDArray output = forward()) {
      all.put("output", output.toFloatArray());
    }
    return all;
  }

  @Override
  public void close() {
    manager.close();
  }
}
