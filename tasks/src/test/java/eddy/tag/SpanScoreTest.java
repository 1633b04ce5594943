package eddy.tag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Files as conlleval reads them, its figures worked out by hand. */
class SpanScoreTest {
  private static SpanScore score(String file) {
    SpanScore score = new SpanScore();
    for (String sentence : file.strip().split("\n\n")) {
      List<String[]> rows = sentence.lines().map(line -> line.strip().split(" ")).toList();
      score.add(
          rows.stream().map(row -> row[1]).toList(), rows.stream().map(row -> row[2]).toList());
    }
    return score;
  }

  /**
   * True: NP 0-2, VP 2-3, NP 3-4 | NP 0-1. Predicted: NP 0-2, VP 2-3 and, since the type changes,
   * NP 3-4, then PP 4-5 | NP 0-2. So 3 of 5 predicted and 3 of 4 true ones are right; 4 of 7 tags
   * are.
   */
  @Test
  void chunksInBio() {
    SpanScore score =
        score(
            """
            He B-NP B-NP
            himself I-NP I-NP
            reckons B-VP B-VP
            deficits B-NP I-NP
            . O B-PP

            Sales B-NP B-NP
            fell O I-NP
            """);
    assertThat(score.accuracy()).isEqualTo(4.0 / 7);
    assertThat(score.all().truth()).isEqualTo(4);
    assertThat(score.all().predicted()).isEqualTo(5);
    assertThat(score.all().right()).isEqualTo(3);
    assertThat(score.all().precision()).isEqualTo(0.6);
    assertThat(score.all().recall()).isEqualTo(0.75);
    assertThat(score.all().f1()).isEqualTo(2 * 0.6 * 0.75 / 1.35);
    assertThat(score.byType().keySet()).containsExactly("NP", "PP", "VP");
    assertThat(score.byType().get("NP").precision()).isEqualTo(2.0 / 3);
    assertThat(score.byType().get("NP").recall()).isEqualTo(2.0 / 3);
    assertThat(score.byType().get("PP").f1()).isZero();
    assertThat(score.byType().get("VP").f1()).isEqualTo(1);
  }

  /**
   * True: PER 0-2, PER 2-3 | PER 0-1, LOC 1-2. Predicted: PER 0-3 | PER 0-1, ORG 1-2: an end or a
   * type that differs is wrong, and no span goes on into the next sentence.
   */
  @Test
  void namesInIob1() {
    SpanScore score =
        score(
            """
            Mary I-PER I-PER
            Smith I-PER I-PER
            Peter B-PER I-PER

            Paul I-PER I-PER
            Paris I-LOC I-ORG
            """);
    assertThat(score.accuracy()).isEqualTo(3.0 / 5);
    assertThat(score.all().right()).isEqualTo(1);
    assertThat(score.all().precision()).isEqualTo(1.0 / 3);
    assertThat(score.all().recall()).isEqualTo(1.0 / 4);
  }

  /** True: 0-2, 2-3, 3-6. Predicted: 0-2, 2-4, 4-6. */
  @Test
  void wordsInBmes() {
    SpanScore score =
        score(
            """
            a B B
            b E E
            c S B
            d B E
            e M B
            f E E
            """);
    assertThat(score.all().right()).isEqualTo(1);
    assertThat(score.all().f1()).isEqualTo(1.0 / 3);
    assertThat(score.accuracy()).isEqualTo(0.5);
  }

  @Test
  void nothingThereAndNothingFoundIsZero() {
    SpanScore score = score("a O O");
    assertThat(score.accuracy()).isEqualTo(1);
    assertThat(score.all().precision()).isZero();
    assertThat(score.all().recall()).isZero();
    assertThat(score.all().f1()).isZero();
  }

  @Test
  void otherLengthsAreRefused() {
    assertThatThrownBy(() -> new SpanScore().add(List.of("O"), List.of()))
        .hasMessage("SpanScore: expected as many tags as there are words, 1, but got 0.");
  }
}
