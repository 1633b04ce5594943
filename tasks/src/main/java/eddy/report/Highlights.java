package eddy.report;

import java.util.List;
import java.util.Locale;

/**
 * Texts whose words stand on a color by how much each spoke for something, or against it.
 *
 * @param heading what stands above them
 * @param texts in their order
 */
public record Highlights(String heading, List<Marked> texts) implements Section {
  /**
   * A text.
   *
   * @param caption what stands before it
   * @param words in their order
   * @param parts one a word: above zero for, below zero against
   */
  public record Marked(String caption, List<String> words, List<Double> parts) {
    /**
     * A text.
     *
     * @throws IllegalArgumentException if there are not as many parts as words
     */
    public Marked {
      words = List.copyOf(words);
      parts = List.copyOf(parts);
      if (words.size() != parts.size()) {
        throw new IllegalArgumentException(
            "Highlights: expected a part for each of %d words but got %d."
                .formatted(words.size(), parts.size()));
      }
    }
  }

  public Highlights {
    texts = List.copyOf(texts);
  }

  @Override
  public String body() {
    StringBuilder html = new StringBuilder("<dl class=\"marked\">\n");
    for (Marked text : texts) {
      double largest = text.parts.stream().mapToDouble(Math::abs).max().orElse(0);
      html.append("<dt>").append(Html.escape(text.caption)).append("</dt><dd>");
      for (int i = 0; i < text.words.size(); i++) {
        html.append(word(text.words.get(i), text.parts.get(i), largest)).append(' ');
      }
      html.append("</dd>\n");
    }
    return html.append("</dl>\n").toString();
  }

  private static String word(String word, double part, double largest) {
    long share = largest > 0 ? Math.round(70 * Math.abs(part) / largest) : 0;
    if (share == 0) {
      return Html.escape(word);
    }
    return "<mark class=\"%s\" style=\"--share:%d%%\" title=\"%s\">%s</mark>"
        .formatted(
            part > 0 ? "for" : "against",
            share,
            String.format(Locale.ROOT, "%+.3f", part),
            Html.escape(word));
  }
}
