package eddy.classify;

import eddy.text.TextCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Everything that a classifier is, apart from its vocabulary and its weights: what stands in {@code
 * config.json}.
 *
 * @param labels the classes, sorted
 * @param format how the files that it was trained on are written
 * @param split how the texts were cut, or nothing where no test part was set aside
 * @param tokens the name of the tokenizer
 * @param lowercase whether capital letters are read as small ones
 * @param longest the most tokens of a text that are read, 0 for all
 * @param keep which those are: head, tail or both
 * @param cell see {@link eddy.task.Cells}
 * @param embedding elements of a token's vector
 * @param units of each recurrent layer and direction
 * @param bidirectional whether texts are read in both directions
 * @param pooling what is made of the outputs of all steps: last, mean, max, attention
 * @param features that the baselines tell apart, see {@link NGrams}
 */
public record ClassifyConfig(
    List<String> labels,
    ExampleFormat format,
    String split,
    String tokens,
    boolean lowercase,
    int longest,
    String keep,
    String cell,
    int embedding,
    List<Integer> units,
    boolean bidirectional,
    List<String> pooling,
    int features) {
  public ClassifyConfig {
    labels = List.copyOf(labels);
    units = List.copyOf(units);
    pooling = List.copyOf(pooling);
  }

  /** The same network for other texts, with baselines of their own. */
  ClassifyConfig on(ExampleFormat format, String split, int features) {
    return new ClassifyConfig(
        labels,
        format,
        split,
        tokens,
        lowercase,
        longest,
        keep,
        cell,
        embedding,
        units,
        bidirectional,
        pooling,
        features);
  }

  /** Whether a text may have any number of labels. */
  boolean multiple() {
    return format.multiple();
  }

  /** A text as its tokenizer sees it. */
  String normalized(String text) {
    return lowercase ? text.toLowerCase(Locale.ROOT) : text;
  }

  /**
   * The tokens of a text that the network reads, one or more.
   *
   * <p>Where it is too long, its end, its beginning, or its middle is left out.
   */
  List<String> tokens(TextCodec codec, String text) {
    List<String> all = codec.tokenizer().tokens(normalized(text));
    if (longest == 0 || all.size() <= longest) {
      return all;
    }
    int head =
        switch (keep) {
          case "head" -> longest;
          case "tail" -> 0;
          default -> longest / 2;
        };
    List<String> kept = new ArrayList<>(all.subList(0, head));
    kept.addAll(all.subList(all.size() - (longest - head), all.size()));
    return kept;
  }
}
