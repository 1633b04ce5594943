package eddy.benchmarks.compare;

import eddy.recurrent.Recurrent;
import eddy.tensor.Sequence;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import eddy.tensor.Workspace;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/** A recurrent layer forward, from a state of zeros. */
final class EddyInference implements Contender {
  private final Problem problem;
  private final Workspace workspace;
  private final Recurrent layer;

  EddyInference(Problem problem, int threads) {
    this.problem = problem;
    workspace = new Workspace(threads);
    layer = EddyPeer.recurrent(problem).prepared();
  }

  @Override
  public void step() {
    try (Tape tape = workspace.inference()) {
      forward(tape);
    }
  }

  private Tensor forward(Tape tape) {
    Sequence x = new Sequence(tape.constant(problem.input()), problem.lengths());
    return layer.forward(x).sequence().values();
  }

  @Override
  public SequencedMap<String, float[]> outcome() {
    SequencedMap<String, float[]> all = new LinkedHashMap<>();
    try (Tape tape = workspace.inference()) {
      all.put("output", forward(tape).toArray().data());
    }
    return all;
  }

  @Override
  public void close() {
    workspace.close();
  }
}
