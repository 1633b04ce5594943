package eddy.benchmarks.compare;

import eddy.recurrent.Stepper;
import eddy.tensor.Workspace;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/** A recurrent layer that takes one time step and keeps its state for the next. */
final class EddyStep implements Contender {
  private final Problem problem;
  private final Workspace workspace;
  private final Stepper stepper;

  EddyStep(Problem problem, int threads) {
    this.problem = problem;
    workspace = new Workspace(threads);
    stepper = EddyPeer.recurrent(problem).stepper(workspace, problem.network().batch());
  }

  @Override
  public void step() {
    stepper.step(problem.input().data());
  }

  @Override
  public SequencedMap<String, float[]> outcome() {
    SequencedMap<String, float[]> all = new LinkedHashMap<>();
    all.put("output", stepper.step(problem.input().data()).clone());
    return all;
  }

  @Override
  public void close() {
    workspace.close();
  }
}
