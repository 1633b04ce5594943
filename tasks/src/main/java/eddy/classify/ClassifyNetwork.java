package eddy.classify;

import eddy.data.PaddedIds;
import eddy.graph.Graph;
import eddy.graph.GraphBuilder;
import eddy.graph.Layers;
import eddy.graph.RecurrentLayers;
import eddy.graph.Type;
import eddy.layer.Embedding;
import eddy.layer.Initialization;
import eddy.layer.Layer;
import eddy.layer.Linear;
import eddy.recurrent.Recurrent;
import eddy.recurrent.RecurrentBuilder;
import eddy.recurrent.State;
import eddy.task.Cells;
import eddy.task.Poolings;
import eddy.tensor.Elementwise;
import eddy.tensor.Parameter;
import eddy.tensor.RowDropout;
import eddy.tensor.Sequence;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.random.RandomGenerator;

/**
 * The recurrent classifier of texts.
 *
 * <p>B texts, T tokens, V of the vocabulary, E elements of an embedding, H outputs of the last
 * layer (both directions), C classes.
 *
 * <pre>
 *   x_t = embedding(token_t)
 *   h_t = recurrent layers(x)_t
 *   p = one or several poolings of h, see {@link Poolings}
 *   logits = W p + b
 * </pre>
 *
 * <p>Parameters: {@code embedding.weight} [V, E]; {@code rnns.l.*}, see {@link Recurrent}; with
 * attention {@code attention.hidden.*} [H, H] and {@code attention.score.*} [1, H]; {@code
 * decoder.weight} [C, H times poolings] and {@code decoder.bias} [C]. The first two are those of a
 * language model, so that its weights fit.
 *
 * <p>Howard and Ruder, "Universal language model fine-tuning for text classification", ACL 2018.
 */
final class ClassifyNetwork implements Layer {
  /** Small enough that the recurrent layers begin unsaturated. */
  private static final double EMBEDDING_DEVIATION = 0.1;

  private final Fitting fitting;
  private final Embedding embedding;
  private final List<Recurrent> rnns = new ArrayList<>();
  private final Poolings poolings;
  private final Linear decoder;

  /** What the layers made of some tokens: the last one's outputs and the states of all. */
  private record Read(Sequence outputs, List<List<Tensor>> states) {}

  ClassifyNetwork(
      ClassifyConfig config, int vocabularySize, Fitting fitting, RandomGenerator random) {
    this.fitting = fitting;
    embedding = new Embedding(vocabularySize, config.embedding(), random);
    Initialization.normal(
        Initialization.all(embedding.parameters().get("weight")), 0, EMBEDDING_DEVIATION, random);
    int width = config.embedding();
    for (int units : config.units()) {
      RecurrentBuilder rnn =
          Cells.recurrent(config.cell(), width, units).weightDrop((float) fitting.weightDrop());
      rnns.add((config.bidirectional() ? rnn.bidirectional() : rnn).build(random));
      width = rnns.getLast().outputSize();
    }
    poolings = new Poolings(config.pooling(), width, random);
    decoder = new Linear(width * config.pooling().size(), config.labels().size(), random);
  }

  @Override
  public SequencedMap<String, Parameter> parameters() {
    SequencedMap<String, Layer> layers = new LinkedHashMap<>();
    layers.put("embedding", embedding);
    for (int layer = 0; layer < rnns.size(); layer++) {
      layers.put("rnns." + layer, rnns.get(layer));
    }
    layers.put("attention", poolings);
    layers.put("decoder", decoder);
    return Layer.join(layers);
  }

  /**
   * How much every class is favoured.
   *
   * @param texts ids of the tokens of each text, two or more
   * @param frozen how many layers from below don't train, the embedding the first of them
   * @return [B, C]
   */
  Tensor logits(Tape tape, List<int[]> texts, int frozen) {
    boolean cut = tape.training() && fitting.steps() > 0;
    return classes(cut ? readCut(tape, texts, frozen) : read(tape, texts, frozen));
  }

  private Read read(Tape tape, List<int[]> texts, int frozen) {
    return layers(embedded(tape, texts, frozen), List.of(), frozen);
  }

  /**
   * Reads the tokens in front of the last ones without a gradient, and carries on from there:
   * truncated back-propagation through time.
   */
  private Read readCut(Tape tape, List<int[]> texts, int frozen) {
    List<int[]> heads = new ArrayList<>();
    List<int[]> tails = new ArrayList<>();
    for (int[] text : texts) {
      // A text that is short enough still gives its first token, which is the end of a line.
      int head = Math.max(1, text.length - fitting.steps());
      heads.add(Arrays.copyOf(text, head));
      tails.add(Arrays.copyOfRange(text, head, text.length));
    }
    Read head = layers(embedded(tape, heads, frozen), List.of(), frozen);
    List<State> states = head.states().stream().map(State::of).toList();
    Read tail = layers(embedded(tape, tails, frozen), states, frozen);
    return new Read(Continued.of(head.outputs(), tail.outputs()), tail.states());
  }

  /** The vectors of the tokens. */
  Sequence embedded(Tape tape, List<int[]> texts, int frozen) {
    PaddedIds padded = PaddedIds.of(texts, 0);
    Tensor vectors = embedding.forward(tape, padded.ids(), texts.size(), padded.time());
    return new Sequence(frozen > 0 ? constant(vectors) : vectors, padded.lengths());
  }

  /** The logits of texts whose vectors are given. */
  Tensor logits(Sequence embedded) {
    return classes(layers(embedded, List.of(), 0));
  }

  private Read layers(Sequence embedded, List<State> before, int frozen) {
    int[] positions = new int[embedded.batch() * embedded.time()];
    Arrays.setAll(positions, i -> i);
    Sequence words =
        embedded.with(RowDropout.whole(embedded.values(), positions, (float) fitting.words()));
    Sequence x = RowDropout.locked(words, (float) fitting.input());
    List<List<Tensor>> states = new ArrayList<>();
    for (int layer = 0; layer < rnns.size(); layer++) {
      if (layer > 0) {
        x = RowDropout.locked(x, (float) fitting.dropout());
      }
      List<Tensor> initial =
          before.isEmpty() ? List.of() : before.get(layer).on(embedded.values().tape());
      Recurrent.Output output = rnns.get(layer).forward(x, initial);
      states.add(output.state());
      x = output.sequence();
      if (layer + 1 < frozen) {
        x = x.with(constant(x.values()));
      }
    }
    return new Read(x, states);
  }

  private static Tensor constant(Tensor x) {
    return x.tape().constant(x.toArray());
  }

  private Tensor classes(Read read) {
    Tensor pooled = poolings.pool(read.outputs(), read.states().getLast().getFirst());
    return decoder.forward(Elementwise.dropout(pooled, (float) fitting.dropout()));
  }

  /** The network as a graph: from token ids [B, T] and true lengths [B] to logits [B, C]. */
  Graph graph(boolean states) {
    GraphBuilder graph = new GraphBuilder();
    Layers layers = new Layers(graph, states);
    RecurrentLayers recurrent = layers.recurrent();
    Map<String, Parameter> all = parameters();
    String ids = graph.input("tokens", Type.INTEGER, "batch", "time");
    String lengths = graph.input("lengths", Type.INTEGER, "batch");
    String x =
        layers.embedding(layers.constant("embedding.weight", all.get("embedding.weight")), ids);
    String last = "";
    for (int layer = 0; layer < rnns.size(); layer++) {
      RecurrentLayers.Output read =
          recurrent.read("rnns." + layer, x, Optional.of(lengths), rnns.get(layer));
      x = read.sequence();
      last = read.states().getLast().getFirst();
    }
    String pooled = layers.pooled(poolings.kinds(), x, lengths, last, poolings.parameters());
    String logits = layers.linear("decoder", pooled, decoder.parameters());
    int classes = all.get("decoder.bias").shape().size();
    graph.output("logits", logits, Type.FLOAT, "batch", "" + classes);
    return graph.build();
  }
}
