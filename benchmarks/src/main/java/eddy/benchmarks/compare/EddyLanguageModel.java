package eddy.benchmarks.compare;

import eddy.layer.Embedding;
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

/** A whole training step of a language model: forward, backward, clipping and update. */
final class EddyLanguageModel implements Contender {
  private final Problem problem;
  private final Workspace workspace;
  private final Embedding embedding;
  private final Recurrent layer;
  private final Linear output;
  private final SequencedMap<String, Parameter> parameters = new LinkedHashMap<>();
  private final Gradients gradients;
  private final Optimizer optimizer;
  private long steps;

  EddyLanguageModel(Problem problem, int threads) {
    this.problem = problem;
    Network net = problem.network();
    workspace = new Workspace(threads);
    embedding = new Embedding(net.vocabulary(), net.input(), new Random());
    layer = EddyPeer.recurrent(problem);
    output = new Linear(net.outputs(), net.vocabulary(), new Random());
    embedding.parameters().forEach((name, p) -> parameters.put("embedding." + name, p));
    parameters.putAll(layer.parameters());
    output.parameters().forEach((name, p) -> parameters.put("output." + name, p));
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
    Network net = problem.network();
    SequencedMap<String, float[]> all = new LinkedHashMap<>();
    try (Tape tape = workspace.training(1, steps++)) {
      Tensor x = embedding.forward(tape, problem.ids(), net.batch(), net.steps());
      Tensor h = layer.forward(Sequence.full(x)).sequence().values();
      Tensor loss = Loss.crossEntropy(output.forward(h), problem.nextIds());
      tape.backward(loss);
      if (wanted) {
        all.put("output", new float[] {loss.scalar()});
        all.putAll(EddyPeer.gradients(tape, parameters));
      }
      gradients.complete(tape);
      double norm = gradients.clip(Problem.CLIP);
      optimizer.step(gradients, Problem.LEARNING_RATE);
      if (wanted) {
        all.put("norm", new float[] {(float) norm});
      }
    }
    return all;
  }

  @Override
  public void close() {
    workspace.close();
  }
}
