package eddy.translate;

import eddy.data.Batches;
import eddy.task.TranslationModel.Search;
import eddy.tensor.Tape;
import eddy.tensor.Workspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Networks with all that it takes to translate by them.
 *
 * @param networks whose probabilities are averaged, one as a rule
 * @param search how the best translation is looked for
 * @param draws how translations are drawn instead, if they are
 */
record Decoding(
    TranslateCodec codec,
    List<TranslateNetwork> networks,
    Workspace workspace,
    Search search,
    Optional<Ancestral> draws) {
  /** So many hypotheses are extended together. */
  private static final int ROWS = 256;

  private static final int VALIDATED = 64;

  /** One network that looks for the best translation. */
  Decoding(TranslateCodec codec, TranslateNetwork network, Workspace workspace, Search search) {
    this(codec, List.of(network), workspace, search, Optional.empty());
  }

  /** The same with another search. */
  Decoding with(Search other) {
    return new Decoding(codec, networks, workspace, other, Optional.empty());
  }

  /** The same that draws. */
  Decoding with(Ancestral drawing) {
    return new Decoding(codec, networks, workspace, search, Optional.of(drawing));
  }

  /** The same with another network behind the others. */
  Decoding with(TranslateNetwork other) {
    List<TranslateNetwork> all = new ArrayList<>(networks);
    all.add(other);
    return new Decoding(codec, all, workspace, search, draws);
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
    for (int[] places : Batches.inOrder(order.length, Math.max(1, ROWS / width()))) {
      List<int[]> batch = Arrays.stream(places).mapToObj(i -> sources.get(order[i])).toList();
      List<List<Translated>> translated = together(batch);
      for (int i = 0; i < places.length; i++) {
        all.set(order[places[i]], translated.get(i));
      }
    }
    return all;
  }

  /** How many hypotheses of a sentence there may be at once. */
  private int width() {
    return draws.map(Ancestral::count).orElse(search.beam());
  }

  private static int[] byLength(List<int[]> sources) {
    return Batches.shortestFirst(sources.stream().mapToInt(ids -> ids.length).toArray());
  }

  private List<List<Translated>> together(List<int[]> sources) {
    int[] limits = sources.stream().mapToInt(ids -> limit(ids.length)).toArray();
    int size = codec.target().vocabulary().size();
    BeamSearch.Model model = Extension.of(networks, workspace, sources);
    return draws
        .map(drawing -> drawing.run(model, sources, limits, size))
        .orElseGet(() -> new BeamSearch(search, size).run(model, limits))
        .stream()
        .map(found -> found.stream().map(this::translated).toList())
        .toList();
  }

  private Translated translated(BeamSearch.Hypothesis hypothesis) {
    return new Translated(codec.target().decode(hypothesis.tokens()).strip(), hypothesis.score());
  }

  /** The mean of {@code -log p} of the first network over the tokens of translations. */
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
        sum += (double) networks.getFirst().loss(tape, batch, 0).scalar() * batch.targets().length;
        count += batch.targets().length;
      }
    }
    return sum / Math.max(1, count);
  }

  /**
   * How each token of a translation, its end included, attends to those of its sentence in the
   * first network.
   */
  double[][] weights(int[] source, int[] target) {
    try (Tape tape = workspace.inference()) {
      float[] all =
          networks
              .getFirst()
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
