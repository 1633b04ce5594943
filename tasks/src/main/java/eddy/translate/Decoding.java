package eddy.translate;

import eddy.data.Batches;
import eddy.data.PaddedIds;
import eddy.layer.Attention;
import eddy.recurrent.State;
import eddy.task.TranslationModel.Search;
import eddy.tensor.Array;
import eddy.tensor.Sequence;
import eddy.tensor.Shape;
import eddy.tensor.Tape;
import eddy.tensor.Workspace;
import eddy.text.Vocabulary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * A network with all that it takes to translate by it.
 *
 * @param search how the best translation is looked for
 */
record Decoding(
    TranslateCodec codec, TranslateNetwork network, Workspace workspace, Search search) {
  /** So many hypotheses are extended together. */
  private static final int ROWS = 256;

  private static final int VALIDATED = 64;

  /** The same with another search. */
  Decoding with(Search other) {
    return new Decoding(codec, network, workspace, other);
  }

  /** A translation may have so many tokens for those of its sentence, the end included. */
  private static int limit(int length) {
    return Math.min(TranslateCodec.MOST_TOKENS, 3 * length + 50);
  }

  /**
   * The best translations of each sentence, the best first.
   *
   * @param sources encoded
   */
  List<List<Translated>> translate(List<int[]> sources) {
    // Of similar length together, so that none waits for another.
    int[] order = byLength(sources);
    List<List<Translated>> all = new ArrayList<>(Collections.nCopies(sources.size(), List.of()));
    for (int[] places : Batches.inOrder(order.length, Math.max(1, ROWS / search.beam()))) {
      List<int[]> batch = Arrays.stream(places).mapToObj(i -> sources.get(order[i])).toList();
      List<List<Translated>> translated = together(batch);
      for (int i = 0; i < places.length; i++) {
        all.set(order[places[i]], translated.get(i));
      }
    }
    return all;
  }

  private static int[] byLength(List<int[]> sources) {
    Integer[] order = new Integer[sources.size()];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingInt(i -> sources.get(i).length));
    return Arrays.stream(order).mapToInt(Integer::intValue).toArray();
  }

  private List<List<Translated>> together(List<int[]> sources) {
    int[] limits = sources.stream().mapToInt(ids -> limit(ids.length)).toArray();
    int size = codec.target().vocabulary().size();
    return new BeamSearch(search, size)
        .run(new Live(sources), limits).stream()
            .map(found -> found.stream().map(this::translated).toList())
            .toList();
  }

  private Translated translated(BeamSearch.Hypothesis hypothesis) {
    return new Translated(codec.target().decode(hypothesis.tokens()).strip(), hypothesis.score());
  }

  /** The hypotheses of a batch of sentences, and what the decoder needs to extend them. */
  private final class Live implements BeamSearch.Model {
    private Array states;
    private Array keys;
    private int[] lengths;
    private State state;

    /** How much attention each token has got from each hypothesis so far. */
    private float[][] covered;

    /** Which of the sentences that are left each hypothesis belongs to, in ascending order. */
    private int[] sentences;

    Live(List<int[]> sources) {
      try (Tape tape = workspace.inference()) {
        TranslateNetwork.Encoded encoded =
            network.encode(tape, PaddedIds.of(sources, Vocabulary.UNKNOWN));
        states = encoded.memory().states().values().toArray();
        keys = encoded.memory().keys().values().toArray();
        lengths = encoded.memory().states().lengths();
        state = State.of(encoded.state());
      }
      sentences = new int[lengths.length];
      Arrays.setAll(sentences, i -> i);
      covered = new float[lengths.length][states.shape().dimension(1)];
    }

    @Override
    public float[] extend(int[] origins, int[] tokens) {
      int[] own = Arrays.stream(origins).map(row -> sentences[row]).toArray();
      int[] left = Arrays.stream(own).distinct().toArray();
      if (left.length < lengths.length) {
        states = rows(states, left);
        keys = rows(keys, left);
        lengths = Arrays.stream(left).map(i -> lengths[i]).toArray();
      }
      int[] counts = new int[left.length];
      sentences = new int[own.length];
      int sentence = 0;
      for (int row = 0; row < own.length; row++) {
        sentence += own[row] == left[sentence] ? 0 : 1;
        sentences[row] = sentence;
        counts[sentence]++;
      }
      try (Tape tape = workspace.inference()) {
        Sequence remembered = new Sequence(tape.constant(states), lengths);
        TranslateNetwork.Step step =
            network.step(
                tape,
                tokens,
                state.select(origins).on(tape),
                new Attention.Memory(remembered, remembered.with(tape.constant(keys))),
                counts);
        state = State.of(step.state());
        cover(origins, step.weights().toArray().data());
        return step.logProbabilities().toArray().data();
      }
    }

    private void cover(int[] origins, float[] weights) {
      float[][] next = new float[origins.length][];
      for (int row = 0; row < origins.length; row++) {
        next[row] = covered[origins[row]].clone();
        for (int s = 0; s < next[row].length; s++) {
          next[row][s] += weights[row * next[row].length + s];
        }
      }
      covered = next;
    }

    @Override
    public double coverage(int row) {
      double sum = 0;
      for (int s = 0; s < lengths[sentences[row]]; s++) {
        sum += Math.log(Math.clamp(covered[row][s], Float.MIN_NORMAL, 1f));
      }
      return sum;
    }

    private static Array rows(Array from, int[] rows) {
      int[] shape = from.shape().toArray();
      int size = from.shape().size() / shape[0];
      shape[0] = rows.length;
      float[] to = new float[rows.length * size];
      for (int i = 0; i < rows.length; i++) {
        System.arraycopy(from.data(), rows[i] * size, to, i * size, size);
      }
      return new Array(Shape.of(shape), to);
    }
  }

  /** The mean of {@code -log p} over the tokens of translations. */
  double loss(List<int[]> sources, List<int[]> targets) {
    double sum = 0;
    long count = 0;
    int[] order = byLength(sources);
    for (int[] places : Batches.inOrder(order.length, VALIDATED)) {
      TranslateBatch batch =
          TranslateBatch.of(
              Arrays.stream(places).mapToObj(i -> sources.get(order[i])).toList(),
              Arrays.stream(places).mapToObj(i -> targets.get(order[i])).toList());
      try (Tape tape = workspace.inference()) {
        sum += (double) network.loss(tape, batch, 0).scalar() * batch.targets().length;
        count += batch.targets().length;
      }
    }
    return sum / Math.max(1, count);
  }

  /** How each token of a translation, its end included, attends to those of its sentence. */
  double[][] weights(int[] source, int[] target) {
    try (Tape tape = workspace.inference()) {
      float[] all =
          network
              .weights(tape, TranslateBatch.of(List.of(source), List.of(target)))
              .toArray()
              .data();
      double[][] rows = new double[target.length][source.length];
      for (int t = 0; t < target.length; t++) {
        for (int s = 0; s < source.length; s++) {
          rows[t][s] = all[t * source.length + s];
        }
      }
      return rows;
    }
  }
}
