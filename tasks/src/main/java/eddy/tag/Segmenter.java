package eddy.tag;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Segmentation into words as tagging of characters.
 *
 * <p>Xue, "Chinese word segmentation as character tagging", 2003.
 */
final class Segmenter {
  private Segmenter() {}

  /** The sentence of characters that a sentence of words is, tagged in {@link TagScheme#BMES}. */
  static Sentence cut(Sentence sentence) {
    List<String> characters = new ArrayList<>();
    List<Long> lines = new ArrayList<>();
    List<Span> spans = new ArrayList<>();
    for (int i = 0; i < sentence.words().size(); i++) {
      int from = characters.size();
      sentence.words().get(i).codePoints().forEach(c -> characters.add(Character.toString(c)));
      spans.add(new Span(from, characters.size(), ""));
      lines.addAll(Collections.nCopies(characters.size() - from, sentence.lines().get(i)));
    }
    return new Sentence(
        characters,
        Collections.nCopies(characters.size(), List.of()),
        TagScheme.BMES.tags(spans, characters.size()),
        Optional.empty(),
        sentence.file(),
        lines);
  }

  /** The words that tagged characters make. */
  static List<String> words(List<String> characters, List<String> tags) {
    return TagScheme.spans(tags).stream()
        .map(span -> String.join("", characters.subList(span.from(), span.to())))
        .toList();
  }
}
