package eddy.translate;

import eddy.data.PaddedIds;
import eddy.graph.Attributes;
import eddy.graph.Graph;
import eddy.graph.GraphBuilder;
import eddy.graph.Layers;
import eddy.graph.RecurrentLayers;
import eddy.graph.Type;
import eddy.layer.Attention;
import eddy.layer.Dropout;
import eddy.layer.Embedding;
import eddy.layer.Initialization;
import eddy.layer.Layer;
import eddy.layer.Linear;
import eddy.loss.Loss;
import eddy.recurrent.AttentiveDecoder;
import eddy.recurrent.Recurrent;
import eddy.recurrent.RecurrentBuilder;
import eddy.task.Cells;
import eddy.tensor.Arrangement;
import eddy.tensor.Elementwise;
import eddy.tensor.Parameter;
import eddy.tensor.Sequence;
import eddy.tensor.Softmax;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.random.RandomGenerator;

/**
 * A bidirectional encoder, and a decoder that attends to its states.
 *
 * <pre>
 *   m       = encoder(source)                       states of both directions
 *   h[-1]   = tanh(bridge(last states of m))        for each layer and carried vector
 *   a[t]    = decoder(y[t - 1], h[t - 1], m)        see {@link AttentiveDecoder}
 *   p(y[t]) = softmax(output(a[t]))
 * </pre>
 *
 * <p>B sentences of S tokens, T tokens of a translation, H hidden units, V tokens.
 */
final class TranslateNetwork implements Layer {
  /**
   * The bound of an embedding's first weights, which are the first logits' where it is tied; larger
   * ones would begin far from alike probabilities.
   */
  private static final double EMBEDDING_BOUND = 0.1;

  private final TranslateConfig config;
  private final Embedding sourceEmbedding;
  private final Embedding targetEmbedding;
  private final Recurrent encoder;
  private final Attention attention;
  private final AttentiveDecoder decoder;
  private final List<Linear> bridges = new ArrayList<>();
  private final Linear output;
  private final Dropout dropout;

  /**
   * What the encoder made of some sentences.
   *
   * @param memory what the decoder attends to, [B, S, H]
   * @param state what the decoder begins from
   */
  record Encoded(Attention.Memory memory, List<Tensor> state) {}

  /**
   * One step of the decoder.
   *
   * @param logProbabilities of the token that follows, [R, V]
   * @param state of each hypothesis
   * @param weights where each hypothesis looks, [R, S]
   */
  record Step(Tensor logProbabilities, List<Tensor> state, Tensor weights) {}

  TranslateNetwork(TranslateConfig config, TranslateCodec codec, RandomGenerator random) {
    this.config = config;
    int hidden = config.hidden();
    int width = config.embedding();
    int targets = codec.target().vocabulary().size();
    sourceEmbedding = embedding(codec.source().vocabulary().size(), random);
    boolean one = config.shared() && config.tied();
    targetEmbedding = one ? sourceEmbedding : embedding(targets, random);
    encoder = stack(Cells.recurrent(config.cell(), width, hidden / 2).bidirectional(), random);
    int attentional = config.tied() ? width : hidden;
    int seen = config.inputFeeding() ? width + attentional : width;
    Recurrent recurrent = stack(Cells.recurrent(config.cell(), seen, hidden), random);
    for (int k = 0; k < recurrent.options().cell().carried(hidden).length; k++) {
      bridges.add(new Linear(hidden, hidden, random));
    }
    attention = new Attention(config.attention(), hidden, hidden, random);
    Linear combine = new Linear(2 * hidden, attentional, random);
    decoder = new AttentiveDecoder(recurrent, attention, combine, config.inputFeeding());
    output =
        config.tied() ? Linear.tied(targetEmbedding) : new Linear(attentional, targets, random);
    dropout = new Dropout(config.dropout());
  }

  private Embedding embedding(int count, RandomGenerator random) {
    Embedding embedding = new Embedding(count, config.embedding(), random);
    Parameter weight = embedding.parameters().get("weight");
    Initialization.uniform(Initialization.all(weight), -EMBEDDING_BOUND, EMBEDDING_BOUND, random);
    return embedding;
  }

  private Recurrent stack(RecurrentBuilder one, RandomGenerator random) {
    RecurrentBuilder builder = one.layers(config.layers()).dropout((float) config.dropout());
    return (config.residual() ? builder.residual() : builder).build(random);
  }

  /** Reads sentences. */
  Encoded encode(Tape tape, PaddedIds source) {
    Recurrent.Output read = encoder.forward(embed(tape, sourceEmbedding, source));
    Sequence states = read.sequence().with(dropout.forward(read.sequence().values()));
    List<Tensor> begin = new ArrayList<>();
    for (int k = 0; k < bridges.size(); k++) {
      Tensor last = bothDirections(read.state().get(k));
      begin.add(Elementwise.tanh(bridges.get(k).forward(last)));
    }
    return new Encoded(attention.memory(states), decoder.begin(begin));
  }

  private Sequence embed(Tape tape, Embedding embedding, PaddedIds ids) {
    Tensor vectors = embedding.forward(tape, ids.ids(), ids.lengths().length, ids.time());
    return new Sequence(dropout.forward(vectors), ids.lengths());
  }

  /** From the states of each direction by itself, [2 L, B, H / 2], to [L, B, H]. */
  private Tensor bothDirections(Tensor state) {
    int batch = state.shape().dimension(1);
    int half = state.shape().last();
    int layers = config.layers();
    int[] rows = new int[2 * layers * batch];
    for (int i = 0; i < rows.length; i++) {
      int layer = i / (2 * batch);
      int sequence = i / 2 % batch;
      rows[i] = (2 * layer + i % 2) * batch + sequence;
    }
    Tensor flat = Arrangement.reshape(state, rows.length, half);
    Tensor paired = Arrangement.rows(flat, rows, rows.length);
    return Arrangement.reshape(paired, layers, batch, 2 * half);
  }

  /** The mean of {@code -log p} over the tokens of the translations. */
  Tensor loss(Tape tape, TranslateBatch batch, double smoothing) {
    Tensor vectors = decode(tape, batch).vectors();
    // Only true steps go on, as the output is the largest product of all.
    Tensor rows =
        Arrangement.rows(
            Arrangement.reshape(vectors, vectors.shape().rows(), vectors.shape().last()),
            batch.steps(),
            batch.steps().length);
    return Loss.crossEntropy(logits(rows), batch.targets(), smoothing);
  }

  /** How each token of the translations attends to each of the sentences, [B, T, S]. */
  Tensor weights(Tape tape, TranslateBatch batch) {
    return decode(tape, batch).weights();
  }

  private AttentiveDecoder.Output decode(Tape tape, TranslateBatch batch) {
    Encoded encoded = encode(tape, batch.source());
    Sequence inputs = embed(tape, targetEmbedding, batch.inputs());
    return decoder.forward(inputs, encoded.state(), encoded.memory());
  }

  private Tensor logits(Tensor vectors) {
    return output.forward(dropout.forward(vectors));
  }

  /**
   * Takes a step with some hypotheses.
   *
   * @param tokens the last one of each of R hypotheses
   * @param state of each hypothesis
   * @param memory of the sentences
   * @param counts how many hypotheses each sentence has, one or more; those of one stand together,
   *     in the order of the sentences
   */
  Step step(Tape tape, int[] tokens, List<Tensor> state, Attention.Memory memory, int[] counts) {
    Tensor vectors = targetEmbedding.forward(tape, tokens, tokens.length);
    AttentiveDecoder.Output next = decoder.step(vectors, state, memory, counts);
    return new Step(Softmax.logSoftmax(logits(next.vectors())), next.state(), next.weights());
  }

  @Override
  public SequencedMap<String, Parameter> parameters() {
    SequencedMap<String, Layer> layers = new LinkedHashMap<>();
    layers.put("source_embedding", sourceEmbedding);
    if (targetEmbedding != sourceEmbedding) {
      layers.put("target_embedding", targetEmbedding);
    }
    layers.put("encoder", encoder);
    for (int k = 0; k < bridges.size(); k++) {
      layers.put("bridge." + k, bridges.get(k));
    }
    layers.put("decoder", decoder);
    layers.put("output", output);
    return Layer.join(layers);
  }

  /**
   * The network as a graph: from the ids of sentences [B, S], their true lengths [B] and the
   * translations so far [B, T] to the logarithms of the probabilities of what follows each of their
   * tokens, [B, T, V]. The search for the likeliest translation is not in it.
   */
  Graph graph() {
    GraphBuilder graph = new GraphBuilder();
    Layers layers = new Layers(graph, false);
    RecurrentLayers recurrent = layers.recurrent();
    Map<String, Parameter> all = parameters();
    String ids = graph.input("source", Type.INTEGER, "batch", "source_time");
    String lengths = graph.input("source_lengths", Type.INTEGER, "batch");
    String translated = graph.input("target", Type.INTEGER, "batch", "time");
    String sources =
        layers.constant("source_embedding.weight", sourceEmbedding.parameters().get("weight"));
    String targets =
        targetEmbedding == sourceEmbedding
            ? sources
            : layers.constant("target_embedding.weight", all.get("target_embedding.weight"));
    RecurrentLayers.Output memory =
        recurrent.read("encoder", layers.embedding(sources, ids), Optional.of(lengths), encoder);
    List<List<String>> begin = new ArrayList<>();
    for (List<String> vectors : memory.states()) {
      List<String> bridged = new ArrayList<>();
      for (int k = 0; k < vectors.size(); k++) {
        String last = layers.sideBySide(vectors.get(k));
        String y =
            graph.add("Tanh", layers.linear("bridge." + k, last, bridges.get(k).parameters()));
        bridged.add(graph.add("Unsqueeze", y, graph.integers(0)));
      }
      begin.add(bridged);
    }
    String x = layers.embedding(targets, translated);
    Layers.Memory seen =
        layers.memory("decoder.attention", memory.sequence(), lengths, attention.parameters());
    String combined =
        config.inputFeeding()
            ? fed(layers, recurrent, x, begin, seen)
            : combined(
                layers,
                recurrent.read(
                    "decoder.recurrent", x, Optional.empty(), decoder.recurrent(), begin),
                seen);
    String logits =
        config.tied()
            ? layers.linear(
                combined,
                targets,
                Optional.of(layers.constant("output.bias", output.parameters().get("bias"))))
            : layers.linear("output", combined, output.parameters());
    graph.output(
        "log_probabilities",
        graph.add("LogSoftmax", logits),
        Type.FLOAT,
        "batch",
        "time",
        "" + output.parameters().get("bias").shape().size());
    return graph.build();
  }

  /** What the decoder makes of the states of its layers, [B, T, A]. */
  private String combined(Layers layers, RecurrentLayers.Output states, Layers.Memory memory) {
    Map<String, Parameter> own = decoder.parameters();
    String contexts =
        layers.attention(
            "decoder.attention", states.sequence(), memory, Layers.part(own, "attention."));
    String joined = layers.joined(2, states.sequence(), contexts);
    Map<String, Parameter> combine = Layers.part(own, "combine.");
    return layers.graph().add("Tanh", layers.linear("decoder.combine", joined, combine));
  }

  /** The same where each step sees what the one before it gave. */
  private String fed(
      Layers layers,
      RecurrentLayers recurrent,
      String x,
      List<List<String>> begin,
      Layers.Memory memory) {
    GraphBuilder graph = layers.graph();
    int width = decoder.parameters().get("combine.bias").shape().size();
    String shape = layers.joined(0, layers.size(x, 0), graph.integers(1, width));
    List<String> first = new ArrayList<>(List.of(graph.add("ConstantOfShape", shape)));
    begin.forEach(first::addAll);
    int vectors = begin.getFirst().size();
    String steps = graph.add("Squeeze", layers.size(x, 1), graph.integers(0));
    List<String> outputs =
        graph.loop(
            steps,
            first,
            (number, before) -> {
              String t = graph.add("Unsqueeze", number, graph.integers(0));
              String input = graph.add("Gather", Attributes.of("axis", 1), x, t);
              List<List<String>> states = new ArrayList<>();
              for (int k = 1; k < before.size(); k += vectors) {
                states.add(before.subList(k, k + vectors));
              }
              RecurrentLayers.Output next =
                  recurrent.read(
                      "decoder.recurrent",
                      layers.joined(2, input, before.getFirst()),
                      Optional.empty(),
                      decoder.recurrent(),
                      states);
              String y = combined(layers, next, memory);
              List<String> after = new ArrayList<>(List.of(y));
              next.states().forEach(after::addAll);
              after.add(y);
              return after;
            });
    // From [T, B, 1, A].
    return layers.reshaped(layers.transposed(outputs.getLast(), 1, 0, 2, 3), 0, 0, width);
  }
}
