package eddy.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eddy.report.Highlights.Marked;
import java.util.List;
import org.junit.jupiter.api.Test;

class HighlightsTest {
  @Test
  void wordsStandOnAColorByTheirParts() {
    Marked text = new Marked("<p>", List.of("not", "<good>", "film"), List.of(-0.5, 1.0, 0.0));
    assertThat(new Highlights("Why", List.of(text)).body())
        .contains("<dt>&lt;p&gt;</dt>")
        .contains("<mark class=\"against\" style=\"--share:35%\" title=\"-0.500\">not</mark>")
        .contains("<mark class=\"for\" style=\"--share:70%\" title=\"+1.000\">&lt;good&gt;</mark>")
        .contains("film ");
  }

  @Test
  void everyWordNeedsItsPart() {
    assertThatThrownBy(() -> new Marked("a", List.of("b"), List.of()))
        .hasMessage("Highlights: expected a part for each of 1 words but got 0.");
  }
}
