package eddy.language;

import eddy.graph.Graph;
import eddy.graph.GraphBuilder;
import eddy.graph.Layers;
import eddy.graph.RecurrentLayers;
import eddy.graph.Type;
import eddy.layer.Embedding;
import eddy.layer.Initialization;
import eddy.layer.Layer;
import eddy.layer.Linear;
import eddy.loss.AdaptiveSoftmax;
import eddy.loss.Loss;
import eddy.recurrent.Recurrent;
import eddy.recurrent.RecurrentBuilder;
import eddy.task.Cells;
import eddy.tensor.Elementwise;
import eddy.tensor.Parameter;
import eddy.tensor.RowDropout;
import eddy.tensor.Sequence;
import eddy.tensor.Softmax;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.random.RandomGenerator;

/**
 * The recurrent language model: how likely each token of the vocabulary is to come next.
 *
 * <p>B texts side by side, T steps, V tokens, E elements of an embedding, H units of the last
 * layer.
 *
 * <pre>
 *   x_t = embedding(token_t)
 *   h_t = recurrent layers(x_t, h_{t-1})
 *   p(token_{t+1}) = softmax(W h_t + b)
 * </pre>
 *
 * <p>Parameters: {@code embedding.weight} [V, E]; {@code rnns.l.*}, see {@link Recurrent}; {@code
 * decoder.weight} [V, H] unless it is tied, and {@code decoder.bias} [V]; or {@code softmax.*}, see
 * {@link AdaptiveSoftmax}.
 *
 * <p>Mikolov et al., "Recurrent neural network based language model", Interspeech 2010.
 */
final class LanguageNetwork implements Layer {
  /**
   * The bound of an embedding's first weights, which also are the first logits' where it is tied.
   */
  private static final double EMBEDDING_BOUND = 0.1;

  private final Regularization regularization;
  private final Embedding embedding;
  private final List<Recurrent> rnns = new ArrayList<>();
  private final Optional<Linear> decoder;
  private final Optional<AdaptiveSoftmax> softmax;

  /**
   * What the network made of some tokens.
   *
   * @param raw what the last layer returned, [B, T, H]
   * @param outputs the same after dropout
   * @param states of each layer after the last step
   */
  record Outputs(Sequence raw, Sequence outputs, List<List<Tensor>> states) {}

  LanguageNetwork(LanguageConfig config, int vocabularySize, RandomGenerator random) {
    regularization = config.regularization();
    embedding =
        new Embedding(vocabularySize, config.embedding(), regularization.embedding(), random);
    int width = config.embedding();
    for (int layer = 0; layer < config.layers(); layer++) {
      RecurrentBuilder rnn = Cells.recurrent(config.cell(), width, config.units(layer));
      rnns.add(regularized(config.learntState() ? rnn.learntState() : rnn).build(random));
      width = rnns.getLast().outputSize();
    }
    boolean exact = config.cutoffs().isEmpty();
    int[] cutoffs = config.cutoffs().stream().mapToInt(Integer::intValue).toArray();
    int inputs = width;
    decoder =
        exact
            ? Optional.of(
                config.tied() ? Linear.tied(embedding) : new Linear(inputs, vocabularySize, random))
            : Optional.empty();
    softmax =
        exact
            ? Optional.empty()
            : Optional.of(new AdaptiveSoftmax(inputs, vocabularySize, cutoffs, random));
    uniform(embedding, EMBEDDING_BOUND, random);
    decoder.ifPresent(
        linear -> Initialization.zeros(Initialization.all(linear.parameters().get("bias"))));
  }

  private RecurrentBuilder regularized(RecurrentBuilder rnn) {
    RecurrentBuilder dropping =
        rnn.weightDrop((float) regularization.weightDrop())
            .recurrentDropout((float) regularization.recurrent());
    // One probability may be for all vectors that the cell carries.
    List<Double> given = regularization.zoneout();
    if (given.isEmpty()) {
      return dropping;
    }
    float[] zoneout = new float[rnn.cell().carried(1).length];
    for (int k = 0; k < zoneout.length; k++) {
      zoneout[k] = given.get(Math.min(k, given.size() - 1)).floatValue();
    }
    return dropping.zoneout(zoneout);
  }

  private static void uniform(Layer layer, double bound, RandomGenerator random) {
    layer
        .parameters()
        .values()
        .forEach(p -> Initialization.uniform(Initialization.all(p), -bound, bound, random));
  }

  /**
   * Draws all matrices and the output's bias anew between two bounds, while the biases of the
   * recurrent layers become zero: as Zaremba, Sutskever and Vinyals, "Recurrent neural network
   * regularization", 2014, begin.
   */
  void initialize(double bound, RandomGenerator random) {
    parameters()
        .forEach((name, parameter) -> {
          if (name.contains(".bias_ih") || name.contains(".bias_hh")) {
            Initialization.zeros(Initialization.all(parameter));
          } else if (parameter.shape().rank() > 1 || name.equals("decoder.bias")) {
            Initialization.uniform(Initialization.all(parameter), -bound, bound, random);
          }
        });
  }

  @Override
  public SequencedMap<String, Parameter> parameters() {
    SequencedMap<String, Layer> layers = new LinkedHashMap<>();
    layers.put("embedding", embedding);
    for (int layer = 0; layer < rnns.size(); layer++) {
      layers.put("rnns." + layer, rnns.get(layer));
    }
    decoder.ifPresent(linear -> layers.put("decoder", linear));
    softmax.ifPresent(adaptive -> layers.put("softmax", adaptive));
    return Layer.join(layers);
  }

  /**
   * Reads tokens.
   *
   * @param ids B * T of them, text by text; not modified until the tape closes
   * @param before what it remembers of B texts
   */
  Outputs forward(Tape tape, int[] ids, int batch, Memory before) {
    Sequence x = drop(Sequence.full(embedded(tape, ids, batch)), regularization.input());
    Sequence raw = x;
    List<List<Tensor>> states = new ArrayList<>();
    for (int layer = 0; layer < rnns.size(); layer++) {
      Recurrent.Output output = rnns.get(layer).forward(x, before.on(tape, layer));
      raw = output.sequence();
      states.add(output.state());
      boolean last = layer == rnns.size() - 1;
      x = drop(raw, last ? regularization.output() : regularization.hidden());
    }
    return new Outputs(raw, x, states);
  }

  /** The vectors [B, T, E] of B * T tokens, text by text. */
  Tensor embedded(Tape tape, int[] ids, int batch) {
    return embedding.forward(tape, ids, batch, ids.length / batch);
  }

  /** The recurrent layers, the first one first. */
  List<Recurrent> rnns() {
    return Collections.unmodifiableList(rnns);
  }

  private Sequence drop(Sequence x, double probability) {
    float p = (float) probability;
    return regularization.locked()
        ? RowDropout.locked(x, p)
        : x.with(Elementwise.dropout(x.values(), p));
  }

  /**
   * The mean of {@code -log p(id)} over the ids that are not negative.
   *
   * @param ids which token came next, one for each step of each text
   */
  Tensor loss(Outputs outputs, int[] ids) {
    Tensor h = outputs.outputs().values();
    return softmax.isPresent()
        ? softmax.get().loss(h, ids)
        : Loss.crossEntropy(decoder.orElseThrow().forward(h), ids);
  }

  /**
   * The logarithm of the probability of every token to come next.
   *
   * @param h outputs, [..., H]
   * @return [..., V]
   */
  Tensor logProbabilities(Tensor h) {
    return softmax.isPresent()
        ? softmax.get().logProbabilities(h)
        : Softmax.logSoftmax(decoder.orElseThrow().forward(h));
  }

  /** What is added to the loss so that activations stay small and change slowly. */
  Optional<Tensor> penalty(Outputs outputs) {
    List<Tensor> terms = new ArrayList<>();
    if (regularization.activation() > 0) {
      terms.add(
          Elementwise.scale(
              Loss.activation(outputs.outputs()), (float) regularization.activation()));
    }
    if (regularization.temporalActivation() > 0) {
      terms.add(
          Elementwise.scale(
              Loss.temporalActivation(outputs.raw()), (float) regularization.temporalActivation()));
    }
    return terms.stream().reduce(Elementwise::add);
  }

  /** The network as a graph: from token ids [B, T] to the logarithms of probabilities [B, T, V]. */
  Graph graph(boolean states) {
    GraphBuilder graph = new GraphBuilder();
    Layers layers = new Layers(graph, states);
    RecurrentLayers recurrent = layers.recurrent();
    Map<String, Parameter> all = parameters();
    String table = layers.constant("embedding.weight", all.get("embedding.weight"));
    String ids = graph.input("tokens", Type.INTEGER, "batch", "time");
    String x = layers.embedding(table, ids);
    for (int layer = 0; layer < rnns.size(); layer++) {
      x = recurrent.read("rnns." + layer, x, Optional.empty(), rnns.get(layer)).sequence();
    }
    String scores =
        softmax.isPresent()
            ? layers.adaptiveSoftmax("softmax", x, softmax.get().parameters())
            : graph.add("LogSoftmax", decoded(layers, table, x));
    int tokens = all.get("embedding.weight").shape().dimension(0);
    graph.output("log_probabilities", scores, Type.FLOAT, "batch", "time", "" + tokens);
    return graph.build();
  }

  private String decoded(Layers layers, String table, String h) {
    Map<String, Parameter> own = decoder.orElseThrow().parameters();
    if (own.containsKey("weight")) {
      return layers.linear("decoder", h, own);
    }
    String bias = layers.constant("decoder.bias", own.get("bias"));
    return layers.linear(h, table, Optional.of(bias));
  }
}
