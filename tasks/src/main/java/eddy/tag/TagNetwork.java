package eddy.tag;

import eddy.data.PaddedIds;
import eddy.graph.Graph;
import eddy.graph.GraphBuilder;
import eddy.graph.Layers;
import eddy.graph.RecurrentLayers;
import eddy.graph.Type;
import eddy.kernel.Counted;
import eddy.layer.Embedding;
import eddy.layer.Initialization;
import eddy.layer.Layer;
import eddy.layer.Linear;
import eddy.loss.Crf;
import eddy.loss.Loss;
import eddy.recurrent.Recurrent;
import eddy.task.Cells;
import eddy.tensor.Arrangement;
import eddy.tensor.Elementwise;
import eddy.tensor.Parameter;
import eddy.tensor.Pooling;
import eddy.tensor.RowDropout;
import eddy.tensor.Sequence;
import eddy.tensor.Slicing;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import eddy.text.Vocabulary;
import eddy.text.WordVectors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.random.RandomGenerator;

/**
 * The recurrent tagger: from words, how they are spelt and what else is known of them to a score of
 * each tag, and perhaps of each label of the sentence.
 *
 * <p>B sentences, T words, C tags, H units a direction.
 *
 * <pre>
 *   s_w = the last states, forward and backward, of an LSTM over the characters of word w
 *   x_t = [embedding(word_t), s_(word_t), embedding(feature_t) ...]
 *   h   = bidirectional recurrent layers(x)
 *   e_t = W h_t + b                the emissions of a conditional random field, or of a softmax
 *   l   = V max_t(h_t) + c         of the label
 * </pre>
 *
 * <p>Lample et al., "Neural architectures for named entity recognition", NAACL 2016; for the label
 * Hakkani-Tür et al., "Multi-domain joint semantic frame parsing using bi-directional RNN-LSTM",
 * Interspeech 2016.
 */
final class TagNetwork implements Layer {
  private final double dropout;
  private final double wordDropout;
  private final long[] counts;
  private final Embedding words;
  private final Optional<Embedding> characters;
  private final Optional<Recurrent> speller;
  private final List<Embedding> features = new ArrayList<>();
  private final Recurrent rnn;
  private final Linear emission;
  private final Optional<Crf> crf;
  private final Optional<Linear> label;

  /**
   * What only matters in training.
   *
   * @param dropout of what the recurrent layers read and return
   * @param wordDropout a: a word that occurs n times is read as unknown with probability a / (a +
   *     n)
   * @param counts n of each word of the vocabulary
   */
  record Noise(double dropout, double wordDropout, long[] counts) {
    static final Noise NONE = new Noise(0, 0, new long[0]);
  }

  /**
   * What the network says of some sentences.
   *
   * @param emissions [B, T, C]
   * @param labels the scores of the labels, [B, labels], where sentences have any
   */
  record Outputs(Sequence emissions, Optional<Tensor> labels) {}

  TagNetwork(TagConfig config, TagCodec codec, Noise noise, RandomGenerator random) {
    dropout = noise.dropout();
    wordDropout = noise.wordDropout();
    counts = noise.counts();
    words = embedding(codec.words(), config.embedding(), random);
    int width = config.embedding();
    boolean spells = config.characterHidden() > 0;
    characters =
        spells
            ? Optional.of(embedding(codec.characters(), config.characterEmbedding(), random))
            : Optional.empty();
    speller =
        characters.map(_ ->
            Cells.recurrent(config.cell(), config.characterEmbedding(), config.characterHidden())
                .bidirectional()
                .build(random));
    width += speller.map(Recurrent::outputSize).orElse(0);
    for (Vocabulary feature : codec.features()) {
      features.add(embedding(feature, config.featureEmbedding(), random));
      width += config.featureEmbedding();
    }
    rnn =
        Cells.recurrent(config.cell(), width, config.hidden())
            .layers(config.layers())
            .bidirectional()
            .lockedDropout((float) dropout)
            .build(random);
    emission = new Linear(rnn.outputSize(), config.tags().size(), random);
    crf =
        config.crf()
            ? Optional.of(new Crf(config.learnt().legal(config.tags()), random))
            : Optional.empty();
    label =
        config.labels().isEmpty()
            ? Optional.empty()
            : Optional.of(new Linear(rnn.outputSize(), config.labels().size(), random));
  }

  /** Uniform with the variance 1 / size, so that every kind of vector has the length 1 or so. */
  private static Embedding embedding(Vocabulary vocabulary, int size, RandomGenerator random) {
    Embedding embedding = new Embedding(vocabulary.size(), size, random);
    double bound = Math.sqrt(3.0 / size);
    embedding
        .parameters()
        .values()
        .forEach(p -> Initialization.uniform(Initialization.all(p), -bound, bound, random));
    return embedding;
  }

  /** Begins from vectors of words, each its own rather than that of another spelling. */
  void initialize(Vocabulary vocabulary, WordVectors vectors) {
    float[] weight = words.parameters().get("weight").data();
    vectors.fill(weight, word -> vocabulary.id(TagCodec.normal(word)));
    vectors.fill(weight, vocabulary::id);
  }

  @Override
  public SequencedMap<String, Parameter> parameters() {
    SequencedMap<String, Layer> layers = new LinkedHashMap<>();
    layers.put("words", words);
    characters.ifPresent(layer -> layers.put("characters", layer));
    speller.ifPresent(layer -> layers.put("speller", layer));
    for (int f = 0; f < features.size(); f++) {
      layers.put("features." + f, features.get(f));
    }
    layers.put("rnn", rnn);
    layers.put("emission", emission);
    crf.ifPresent(layer -> layers.put("crf", layer));
    label.ifPresent(layer -> layers.put("label", layer));
    return Layer.join(layers);
  }

  /** Reads sentences. */
  Outputs forward(Tape tape, TagBatch batch) {
    PaddedIds ids = batch.words();
    int size = ids.lengths().length;
    List<Tensor> parts = new ArrayList<>();
    parts.add(words.forward(tape, known(tape, ids.ids()), size, ids.time()));
    speller.ifPresent(layer ->
        parts.add(
            Arrangement.rows(
                spell(tape, layer, batch.spelt()), batch.spelling(), size, ids.time())));
    for (int f = 0; f < features.size(); f++) {
      parts.add(features.get(f).forward(tape, batch.features().get(f).ids(), size, ids.time()));
    }
    Sequence x = new Sequence(Arrangement.concatenate(parts.toArray(Tensor[]::new)), ids.lengths());
    Sequence read = rnn.forward(RowDropout.locked(x, (float) dropout)).sequence();
    Sequence h = RowDropout.locked(read, (float) dropout);
    return new Outputs(
        h.with(emission.forward(h.values())), label.map(layer -> layer.forward(Pooling.max(h))));
  }

  /** The words with some of them unknown, so that training meets the unknown word too. */
  private int[] known(Tape tape, int[] ids) {
    if (!tape.training() || wordDropout == 0) {
      return ids;
    }
    int key = tape.key();
    int[] known = ids.clone();
    for (int i = 0; i < ids.length; i++) {
      double unknown = wordDropout / (wordDropout + counts[ids[i]]);
      known[i] = (Counted.bits(key, i) >>> 8) < unknown * (1 << 24) ? Vocabulary.UNKNOWN : ids[i];
    }
    return known;
  }

  /** The last states of both directions for each word, [W, 2 * units]. */
  private Tensor spell(Tape tape, Recurrent layer, PaddedIds spelt) {
    int size = spelt.lengths().length;
    Tensor x = characters.orElseThrow().forward(tape, spelt.ids(), size, spelt.time());
    Tensor state = layer.forward(new Sequence(x, spelt.lengths())).state().getFirst();
    int units = state.shape().last();
    return Arrangement.concatenate(
        Arrangement.reshape(Slicing.slice(state, 0, 0, 1), size, units),
        Arrangement.reshape(Slicing.slice(state, 0, 1, 2), size, units));
  }

  /** The mean loss of a word's tag, and where sentences have labels, that of a label added. */
  Tensor loss(Tape tape, TagBatch batch) {
    Outputs outputs = forward(tape, batch);
    Sequence e = outputs.emissions();
    Tensor tags =
        crf.isPresent()
            ? crf.get().loss(e, batch.tags().ids())
            : Loss.crossEntropy(e.values(), batch.tags().ids());
    return outputs
        .labels()
        .map(scores -> Elementwise.add(tags, Loss.crossEntropy(scores, batch.labels())))
        .orElse(tags);
  }

  /** The likeliest tags of each sentence. */
  int[][] decode(Sequence emissions) {
    if (crf.isPresent()) {
      return crf.get().decode(emissions);
    }
    float[] e = emissions.values().data();
    int[][] best = new int[emissions.batch()][];
    for (int b = 0; b < best.length; b++) {
      best[b] = new int[emissions.lengths()[b]];
      for (int t = 0; t < best[b].length; t++) {
        best[b][t] = largest(e, b * emissions.time() + t, emissions.features());
      }
    }
    return best;
  }

  /** The likeliest label of each sentence. */
  static int[] labels(Tensor scores) {
    int[] best = new int[scores.shape().rows()];
    for (int b = 0; b < best.length; b++) {
      best[b] = largest(scores.data(), b, scores.shape().last());
    }
    return best;
  }

  /** The first of the largest numbers of a row. */
  private static int largest(float[] x, int row, int width) {
    int best = 0;
    for (int i = 1; i < width; i++) {
      best = x[row * width + i] > x[row * width + best] ? i : best;
    }
    return best;
  }

  /**
   * The network as a graph: from the ids of words [B, T], of further columns, and of the characters
   * of every word [B, T, L], with true lengths, to emissions [B, T, C] and the scores of labels.
   * The likeliest path through a conditional random field is not in it.
   */
  Graph graph(boolean states) {
    GraphBuilder graph = new GraphBuilder();
    Layers layers = new Layers(graph, states);
    RecurrentLayers recurrent = layers.recurrent();
    Map<String, Parameter> all = parameters();
    String ids = graph.input("words", Type.INTEGER, "batch", "time");
    String lengths = graph.input("lengths", Type.INTEGER, "batch");
    List<String> parts = new ArrayList<>();
    parts.add(layers.embedding(layers.constant("words.weight", all.get("words.weight")), ids));
    if (speller.isPresent()) {
      parts.add(spelt(graph, layers, recurrent, ids));
    }
    for (int f = 0; f < features.size(); f++) {
      String column = graph.input("feature_" + f, Type.INTEGER, "batch", "time");
      String name = "features.%d.weight".formatted(f);
      parts.add(layers.embedding(layers.constant(name, all.get(name)), column));
    }
    String x = layers.joined(2, parts.toArray(String[]::new));
    String h = recurrent.read("rnn", x, Optional.of(lengths), rnn).sequence();
    String emissions = layers.linear("emission", h, emission.parameters());
    int tags = all.get("emission.bias").shape().size();
    graph.output("emissions", emissions, Type.FLOAT, "batch", "time", "" + tags);
    label.ifPresent(layer -> {
      String scores = layers.linear("label", layers.max(h, lengths), layer.parameters());
      graph.output(
          "labels", scores, Type.FLOAT, "batch", "" + all.get("label.bias").shape().size());
    });
    return graph.build();
  }

  /** The last states of both directions for each word, [B, T, 2 * units]. */
  private String spelt(GraphBuilder graph, Layers layers, RecurrentLayers recurrent, String words) {
    String letters = graph.input("characters", Type.INTEGER, "batch", "time", "letters");
    String counts = graph.input("character_lengths", Type.INTEGER, "batch", "time");
    String weight = layers.constant("characters.weight", parameters().get("characters.weight"));
    String table = layers.embedding(weight, letters);
    int width = parameters().get("characters.weight").shape().last();
    String shape =
        layers.joined(0, graph.integers(-1), layers.size(letters, 2), graph.integers(width));
    List<String> last =
        recurrent
            .read(
                "speller",
                graph.add("Reshape", table, shape),
                Optional.of(layers.reshaped(counts, -1)),
                speller.orElseThrow())
            .states()
            .getLast();
    int units = speller.orElseThrow().outputSize();
    String rows =
        layers.joined(0, layers.size(words, 0), layers.size(words, 1), graph.integers(units));
    return graph.add("Reshape", layers.sideBySide(last.getFirst()), rows);
  }
}
