package eddy.benchmarks.compare;

import eddy.recurrent.Recurrent;
import eddy.tensor.Reductions;
import eddy.tensor.Sequence;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import eddy.tensor.Workspace;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/** A recurrent layer forward and backward from the sum of its outputs. */
final class EddyTraining implements Contender {
  private final Problem problem;
  private final Workspace workspace;
  private final Recurrent layer;
  private long steps;

  EddyTraining(Problem problem, int threads) {
    this.problem = problem;
    workspace = new Workspace(threads);
    layer = EddyPeer.recurrent(problem);
  }

  @Override
  public void step() {
    try (Tape tape = workspace.training(1, steps++)) {
      backward(tape, tape.variable(problem.input()));
    }
  }

  private Tensor backward(Tape tape, Tensor x) {
    Tensor y = layer.forward(new Sequence(x, problem.lengths())).sequence().values();
    tape.backward(Reductions.sum(y));
    return y;
  }

  @Override
  public SequencedMap<String, float[]> outcome() {
    SequencedMap<String, float[]> all = new LinkedHashMap<>();
    try (Tape tape = workspace.training(1, steps++)) {
      Tensor x = tape.variable(problem.input());
      all.put("output", backward(tape, x).toArray().data());
      all.put("input", Arrays.copyOf(x.gradient(), x.shape().size()));
      all.putAll(EddyPeer.gradients(tape, layer.parameters()));
    }
    return all;
  }

  @Override
  public void close() {
    workspace.close();
  }
}
