package eddy.classify;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What carried a decision: how much each token of a text spoke for a label.
 *
 * <p>The part of a token is its vector times the gradient of the label's log-odds by it. Denil,
 * Demiraj and de Freitas, "Extraction of salient sentences from labelled documents", 2014.
 *
 * @param label the label
 * @param tokens of the text, as far as it was read
 * @param parts one for each token, negative where it spoke against the label
 */
public record Explanation(String label, List<String> tokens, List<Double> parts) {
  private static final int MOST = 10;

  public Explanation {
    tokens = List.copyOf(tokens);
    parts = List.copyOf(parts);
  }

  /** The tokens with the largest parts, in the order of the text: {@code not -0.41, good +0.52}. */
  public String summary() {
    List<Integer> largest =
        IntStream.range(0, tokens.size())
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -Math.abs(parts.get(i))))
            .limit(MOST)
            .collect(Collectors.toCollection(ArrayList::new));
    return largest.stream()
        .sorted()
        .map(i -> String.format(Locale.ROOT, "%s %+.2f", tokens.get(i), parts.get(i)))
        .collect(Collectors.joining(", "));
  }
}
