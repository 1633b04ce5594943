package eddy.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WordsTest {
  private static final Words WORDS = new Words();

  @Test
  void blanksAndSignsSeparateWords() {
    assertThat(tokens(" He said:\t\"Stop\u00a0it\u3000now!\" (twice)...\u0085"))
        .isEqualTo("He said : \" Stop it now ! \" ( twice ) . . .");
  }

  @Test
  void anApostropheOrDotInsideAWordAndASeparatorInsideANumberStay() {
    assertThat(tokens("don't l\u2019eau U.S. 1,000.5 12:30 1'000 'tis 3. x,y a:b 5'e"))
        .isEqualTo("don't l\u2019eau U.S . 1,000.5 12:30 1'000 ' tis 3 . x , y a : b 5 ' e");
  }

  @Test
  void aHyphenSeparatesAndAnUnderscoreDoesNot() {
    assertThat(tokens("well-known snake_case H2O")).isEqualTo("well - known snake_case H2O");
  }

  @Test
  void accentsBelongToTheirLetterWhetherComposedOrNot() {
    assertThat(tokens("cafe\u0301 na\u00efve \u0939\u093f\u0928\u094d\u0926\u0940"))
        .isEqualTo("cafe\u0301 na\u00efve \u0939\u093f\u0928\u094d\u0926\u0940");
    assertThat(tokens("a \u0301b")).isEqualTo("a \u0301 b");
  }

  @Test
  void eachChineseCharacterIsAToken() {
    // "I love Beijing", a comma, "iPhone 15", "cell phone", and a character beyond 16 bits.
    assertThat(tokens("\u6211\u7231\u5317\u4eac\uff0ciPhone 15\u624b\u673a\u3002\ud840\udc00"))
        .isEqualTo(
            "\u6211 \u7231 \u5317 \u4eac \uff0c iPhone 15 \u624b \u673a \u3002 \ud840\udc00");
  }

  @Test
  void hiraganaStandAloneAndKatakanaRunTogether() {
    assertThat(tokens("\u79c1\u306f\u30b3\u30fc\u30d2\u30fc\u3092"))
        .isEqualTo("\u79c1 \u306f \u30b3\u30fc\u30d2\u30fc \u3092");
  }

  @Test
  void thaiIsCutIntoLettersWithTheirMarks() {
    assertThat(tokens("\u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35"))
        .isEqualTo("\u0e2a \u0e27\u0e31 \u0e2a \u0e14\u0e35");
  }

  @Test
  void anEmojiOfSeveralCodePointsIsOneToken() {
    String thumb = "\ud83d\udc4d\ud83c\udffd";
    String family = "\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67";
    String flag = "\ud83c\udde9\ud83c\uddea";
    assertThat(WORDS.tokens(thumb + family + flag)).containsExactly(thumb, family, flag);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "He said, \"I don't know (really) what $3.50 or 50% is\"; why?",
        "\"Quoted,\" she said: 'fine'.",
        "A well-known and/or snake_case word, for instance #this @that...",
        "\u201cCurly\u201d quotes [in brackets] cost \u20ac5.",
        "\u6211\u7231\u5317\u4eac\uff0c\u4f60\u5462\uff1f",
        "\u79c1\u306f\u30b3\u30fc\u30d2\u30fc\u3092\u98f2\u3080\u3002",
        "\u00bfQu\u00e9 tal?"
      })
  void aTextIsPutTogetherAsItIsUsuallyWritten(String text) {
    List<String> before = new ArrayList<>();
    StringBuilder joined = new StringBuilder();
    for (String token : WORDS.tokens(text)) {
      joined.append(WORDS.spaced(before, token) ? " " : "").append(token);
      before.add(token);
    }
    assertThat(joined.toString()).isEqualTo(text);
  }

  @Test
  void aLineThatGoesOnForEverNeedsNoMoreThanItsLastTokenAndOpenQuotationMarks() {
    List<String> tokens = WORDS.tokens("a \"b 'c' , \"d\" e' - \" ' f (g) ");
    SplittableRandom random = new SplittableRandom(1);
    List<String> all = new ArrayList<>();
    List<String> kept = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      String next = tokens.get(random.nextInt(tokens.size()));
      assertThat(WORDS.spaced(kept, next)).isEqualTo(WORDS.spaced(all, next));
      all.add(next);
      kept.add(next);
      WORDS.forget(kept);
      assertThat(kept).hasSizeLessThanOrEqualTo(3);
    }
  }

  private static String tokens(String text) {
    return String.join(" ", WORDS.tokens(text));
  }
}
