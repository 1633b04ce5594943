package eddy.benchmarks.compare;

import eddy.layer.Linear;
import eddy.loss.Loss;
import eddy.optim.Gradients;
import eddy.optim.Optimizer;
import eddy.optim.Sgd;
import eddy.recurrent.Recurrent;
import eddy.tensor.Parameter;
import eddy.tensor.Sequence;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import eddy.tensor.Workspace;
import java.util.LinkedHashMap;
import java.util.Random;
import java.util.SequencedMap;

/** A recurrent layer under a linear layer of one output: forward, or fitted by squared error. */
final class EddyRegression implements Contender {
  private final Problem problem;
  private final Workspace workspace;
  private final Recurrent layer;
  private final Linear output;
  private final SequencedMap<String, Parameter> parameters = new LinkedHashMap<>();
  private final Gradients gradients;
  private final Optimizer optimizer;
  private long steps;

  EddyRegression(Problem problem, int threads) {
    this.problem = problem;
    workspace = new Workspace(threads);
    layer = EddyPeer.recurrent(problem);
    output = new Linear(problem.network().outputs(), 1, new Random());
    parameters.putAll(layer.parameters());
    output.parameters().forEach((name, parameter) -> parameters.put("output." + name, parameter));
    EddyPeer.set(problem, parameters);
    gradients = new Gradients(parameters);
    optimizer = new Optimizer(new Sgd(), parameters);
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
    boolean fits = problem.task() == Task.FIT;
    SequencedMap<String, float[]> all = new LinkedHashMap<>();
    try (Tape tape = fits ? workspace.training(1, steps++) : workspace.inference()) {
      Sequence x = new Sequence(tape.constant(problem.input()), problem.lengths());
      Tensor y = output.forward(layer.forward(x).sequence().values());
      if (wanted) {
        all.put("output", y.toArray().data());
      }
      if (fits) {
        tape.backward(Loss.meanSquared(y, tape.constant(problem.target())));
        if (wanted) {
          all.putAll(EddyPeer.gradients(tape, parameters));
        }
        gradients.complete(tape);
        optimizer.step(gradients, Problem.LEARNING_RATE);
      }
    }
    return all;
  }

  @Override
  public void close() {
    workspace.close();
  }
}
