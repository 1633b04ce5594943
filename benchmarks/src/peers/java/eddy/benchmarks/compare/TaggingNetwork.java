package eddy.benchmarks.compare;

import eddy.layer.Embedding;
import eddy.layer.Layer;
import eddy.layer.Linear;
import eddy.loss.Loss;
import eddy.optim.Adam;
import eddy.optim.Gradients;
import eddy.optim.Optimizer;
import eddy.recurrent.Recurrent;
import eddy.recurrent.RecurrentBuilder;
import eddy.tensor.Array;
import eddy.tensor.Parameter;
import eddy.tensor.Sequence;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import eddy.tensor.Workspace;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** An embedding, recurrent layers, and an affine map to a number for each word. */
final class TaggingNetwork {
  private final Network net;
  private final Embedding embedding;
  private final Recurrent rnn;
  private final Linear output;
  private final SequencedMap<String, Parameter> parameters;

  TaggingNetwork(Network net, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    this.net = net;
    embedding = new Embedding(net.vocabulary(), net.input(), random);
    RecurrentBuilder builder =
        Recurrent.of(net.cell().cell(), net.input(), net.hidden()).layers(net.layers());
    rnn = (net.bidirectional() ? builder.bidirectional() : builder).build(random);
    output = new Linear(net.outputs(), net.vocabulary(), random);
    parameters =
        Layer.join(new TreeMap<>(Map.of("embedding", embedding, "rnn", rnn, "output", output)));
  }

  SequencedMap<String, Array> weights() {
    SequencedMap<String, Array> weights = new LinkedHashMap<>();
    parameters.forEach((name, parameter) -> weights.put(name, parameter.value()));
    return weights;
  }

  void set(Map<String, Array> weights) {
    parameters.forEach((name, parameter) -> parameter.set(name, weights.get(name)));
  }

  /** Learns to repeat the words [B, T]. */
  void train(Workspace workspace, int[] ids, int steps) {
    Optimizer adam = new Optimizer(new Adam(), parameters);
    Gradients gradients = new Gradients(parameters);
    for (int step = 0; step < steps; step++) {
      try (Tape tape = workspace.training(1, step)) {
        tape.backward(Loss.crossEntropy(forward(tape, ids), ids));
        gradients.complete(tape);
        adam.step(gradients, 0.01);
      }
    }
  }

  /** The numbers [B, T, words] for words [B, T]. */
  float[] outputs(Workspace workspace, int[] ids) {
    try (Tape tape = workspace.inference()) {
      return forward(tape, ids).toArray().data();
    }
  }

  private Tensor forward(Tape tape, int[] ids) {
    Tensor x = embedding.forward(tape, ids, net.batch(), net.steps());
    return output.forward(rnn.forward(Sequence.full(x)).sequence().values());
  }
}
