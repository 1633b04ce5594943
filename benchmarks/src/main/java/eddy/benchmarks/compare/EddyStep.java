package eddy.benchmarks.compare;

import eddy.recurrent.Recurrent;
import eddy.recurrent.State;
import eddy.tensor.Array;
import eddy.tensor.Sequence;
import eddy.tensor.Tape;
import eddy.tensor.Workspace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** A recurrent layer that takes one time step and keeps its state for the next. */
final class EddyStep implements Contender {
  private final Problem problem;
  private final Workspace workspace;
  private final Recurrent layer;
  private State state;

  EddyStep(Problem problem, int threads) {
    this.problem = problem;
    workspace = new Workspace(threads);
    layer = EddyPeer.recurrent(problem);
    Network net = problem.network();
    List<Array> zeros = new ArrayList<>();
    for (int width : net.cell().cell().carried(net.hidden())) {
      zeros.add(Array.zeros(net.layers() * net.directions(), net.batch(), width));
    }
    state = new State(zeros);
  }

  @Override
  public void step() {
    try (Tape tape = workspace.inference()) {
      Sequence x = Sequence.full(tape.constant(problem.input()));
      state = State.of(layer.forward(x, state.on(tape)).state());
    }
  }

  @Override
  public SequencedMap<String, float[]> outcome() {
    step();
    // After a single step the output of the last layer is its carried vector.
    SequencedMap<String, float[]> all = new LinkedHashMap<>();
    all.put("output", EddyPeer.copy(state.vectors().getFirst()));
    return all;
  }

  @Override
  public void close() {
    workspace.close();
  }
}
