package eddy.frames;

import eddy.format.BadInput;
import eddy.graph.Layers;
import eddy.layer.Layer;
import eddy.tensor.Array;
import eddy.tensor.Parameter;
import eddy.tensor.Products;
import eddy.tensor.Tensor;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What labels consist of, such as two digits or several words: the network scores the parts, each
 * of which it has met far more often than a combination, and a label by the sum of its own.
 *
 * <p>P parts, K labels, B clips.
 *
 * <pre>
 *   logit of a label = sum of the scores of its different parts + b of the label
 * </pre>
 *
 * <p>Parameters: {@code bias} [K].
 */
final class LabelParts implements Layer {
  /** A label is one thing. */
  static final String WHOLE = "whole";

  /** A label's parts are its characters. */
  static final String CHARACTER = "character";

  /** A label's parts are its words, with blanks between them. */
  static final String WORD = "word";

  static final List<String> KINDS = List.of(WHOLE, CHARACTER, WORD);

  /** One where a label has a part, [K, P]. */
  private final Array has;

  private final Parameter bias;

  private LabelParts(List<Set<String>> labels) {
    List<String> all = List.copyOf(labels.stream().flatMap(Set::stream).collect(treeSet()));
    has = Array.zeros(labels.size(), all.size());
    for (int label = 0; label < labels.size(); label++) {
      for (String part : labels.get(label)) {
        has.data()[label * all.size() + all.indexOf(part)] = 1;
      }
    }
    bias = new Parameter(Array.zeros(labels.size()));
  }

  /**
   * The parts of labels, none where they are whole.
   *
   * @param kind one of {@link #KINDS}
   */
  static Optional<LabelParts> of(List<String> labels, String kind) {
    return kind.equals(WHOLE)
        ? Optional.empty()
        : Optional.of(new LabelParts(labels.stream().map(label -> parts(label, kind)).toList()));
  }

  /**
   * Refuses labels with the same parts, which would have the same score, but for the bias.
   *
   * @param kind one of {@link #KINDS}
   * @throws BadInput if there are two
   */
  static void requireDifferent(List<String> labels, String kind) {
    if (kind.equals(WHOLE)) {
      return;
    }
    Map<Set<String>, String> seen = new HashMap<>();
    for (String label : labels) {
      String same = seen.put(parts(label, kind), label);
      if (same != null) {
        throw new BadInput(
            "--label-parts %s: expected labels that differ in their parts but %s and %s have the same ones. Take --label-parts %s."
                .formatted(kind, BadInput.quote(same), BadInput.quote(label), WHOLE));
      }
    }
  }

  private static Set<String> parts(String label, String kind) {
    return kind.equals(WORD)
        ? Stream.of(label.strip().split("\\s+")).collect(treeSet())
        : label.codePoints().mapToObj(Character::toString).collect(treeSet());
  }

  private static Collector<String, ?, TreeSet<String>> treeSet() {
    return Collectors.toCollection(TreeSet::new);
  }

  /** P. */
  int count() {
    return has.shape().last();
  }

  /**
   * The labels' logits, [B, K].
   *
   * @param scores of the parts, [B, P]
   */
  Tensor logits(Tensor scores) {
    return Products.linear(scores, scores.tape().constant(has), scores.tape().parameter(bias));
  }

  /** The same in a graph. */
  String logits(Layers layers, String scores) {
    return layers.linear("parts", scores, Map.of("weight", new Parameter(has), "bias", bias));
  }

  @Override
  public SequencedMap<String, Parameter> parameters() {
    return new LinkedHashMap<>(Map.of("bias", bias));
  }
}
