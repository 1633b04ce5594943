package eddy.benchmarks.compare;

import eddy.layer.Linear;
import eddy.loss.Loss;
import eddy.optim.Adam;
import eddy.optim.Gradients;
import eddy.optim.Optimizer;
import eddy.recurrent.Recurrent;
import eddy.tensor.Elementwise;
import eddy.tensor.Parameter;
import eddy.tensor.Sequence;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import eddy.tensor.Workspace;
import java.util.LinkedHashMap;
import java.util.Random;
import java.util.SequencedMap;

/** A training step of the tutorial's program, whose lines these are. */
final class EddyArticle implements Contender {
  private final Problem problem;
  private final Workspace workspace;
  private final Recurrent rnn;
  private final Linear dense;
  private final SequencedMap<String, Parameter> parameters = new LinkedHashMap<>();
  private final Gradients gradients;
  private final Optimizer adam;
  private long steps;

  EddyArticle(Problem problem, int threads) {
    this.problem = problem;
    workspace = new Workspace(threads);
    rnn = EddyPeer.recurrent(problem);
    dense = new Linear(problem.network().outputs(), 1, new Random());
    parameters.putAll(rnn.parameters());
    dense.parameters().forEach((name, parameter) -> parameters.put("output." + name, parameter));
    EddyPeer.set(problem, parameters);
    gradients = new Gradients(parameters);
    adam = new Optimizer(new Adam(), parameters);
  }

  @Override
  public void step() {
    train();
  }

  private float train() {
    try (Tape tape = workspace.training(1, steps++)) {
      Sequence x = Sequence.full(tape.constant(problem.input()));
      Tensor h = rnn.forward(x).sequence().values();
      Tensor y = Elementwise.sigmoid(dense.forward(h));
      Tensor loss = Loss.meanSquared(y, tape.constant(problem.target()));
      tape.backward(loss);
      gradients.complete(tape);
      adam.step(gradients, Problem.ARTICLE_RATE);
      return loss.scalar();
    }
  }

  @Override
  public SequencedMap<String, float[]> outcome() {
    SequencedMap<String, float[]> all = new LinkedHashMap<>();
    all.put("loss", new float[] {train()});
    parameters.forEach((name, parameter) -> all.put(name, parameter.data().clone()));
    return all;
  }

  @Override
  public void close() {
    workspace.close();
  }
}
