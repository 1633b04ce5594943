package eddy.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LinesTest {
  private static final int ANY = Integer.MAX_VALUE;

  @Test
  void onlyLineFeedsEndALine() {
    String odd = "a\tb\"c'd\re\u0085f\u2028g\u2029h\u000bi\fj,\"";
    assertThat(read(odd + "\n\"two\r\n\r\n" + "three\r", ANY))
        .containsExactly("1 0 " + odd + "|", "2 22 \"two|", "3 28 |", "4 30 three\r|");
  }

  @Test
  void theEndOfTheLastLineMakesNoFurtherLine() {
    assertThat(read("a\n\nb\n", ANY)).containsExactly("1 0 a|", "2 2 |", "3 3 b|");
    assertThat(read("\n", ANY)).containsExactly("1 0 |");
  }

  @Test
  void aLongLineComesInPiecesThatBeginWithABlank() {
    assertThat(read("one two  three four\nfive", 9))
        .containsExactly("1 0 one two", "1 7   three", "1 14  four|", "2 20 five|");
  }

  @Test
  void aLineWithoutBlanksIsCutButNoSurrogatePair() {
    assertThat(read("abcdefgh\n", 3)).containsExactly("1 0 abc", "1 3 def", "1 6 gh|");
    assertThat(read("ab\ud83c\udf0acd", 3))
        .containsExactly("1 0 ab", "1 2 \ud83c\udf0ac", "1 5 d|");
  }

  @Test
  void theEndOfTheTextIsWhereItsLengthSays() {
    try (Lines lines = lines("ab\r\ncd", 10)) {
      while (lines.next()) {
        assertThat(lines.position()).isLessThan(6);
      }
      assertThat(lines.position()).isEqualTo(6);
    }
  }

  @Test
  void noBoundaryOfABufferIsSeen() {
    Random random = new Random(1);
    StringBuilder text = new StringBuilder();
    List<String> expected = new ArrayList<>();
    while (text.length() < 300_000) {
      StringBuilder line = new StringBuilder();
      for (int n = random.nextInt(40); n > 0; n--) {
        line.append("ab \r\t\u6c34\ud83c\udf0a".charAt(random.nextInt(6)));
      }
      line.append('.');
      expected.add((expected.size() + 1) + " " + text.length() + " " + line + "|");
      text.append(line).append(random.nextBoolean() ? "\r\n" : "\n");
    }
    assertThat(read(text.toString(), ANY)).isEqualTo(expected);
    StringBuilder joined = new StringBuilder();
    try (Lines lines = lines(text.toString().replace("\r", ""), 7)) {
      while (lines.next()) {
        assertThat(lines.piece().length()).isLessThanOrEqualTo(7);
        assertThat(lines.position()).isEqualTo(joined.length());
        joined.append(lines.piece()).append(lines.endsLine() ? "\n" : "");
      }
    }
    assertThat(joined.toString()).isEqualTo(text.toString().replace("\r", ""));
  }

  @Test
  void aMalformedByteIsRefusedWithItsLine() {
    byte[] bytes = {'a', '\n', 'b', (byte) 0xff, '\n'};
    assertThatThrownBy(
            () -> {
              try (Lines lines =
                  TextFiles.lines(
                      new ByteArrayInputStream(bytes), "x.txt", StandardCharsets.UTF_8, ANY)) {
                while (lines.next()) {
                  assertThat(lines.piece()).isEqualTo("a");
                }
              }
            })
        .isInstanceOf(BadInput.class)
        .hasMessage(
            "x.txt, line 2 (byte 3): expected UTF-8 text but found the byte 0xFF."
                + " Save the file as UTF-8; the trainings on texts, labelled texts and tags take --encoding.");
  }

  /** Number, position and text of each piece, with a bar where its line ends. */
  private static List<String> read(String text, int longest) {
    List<String> pieces = new ArrayList<>();
    try (Lines lines = lines(text, longest)) {
      while (lines.next()) {
        String end = lines.endsLine() ? "|" : "";
        pieces.add(lines.number() + " " + lines.position() + " " + lines.piece() + end);
      }
    }
    return pieces;
  }

  private static Lines lines(String text, int longest) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return TextFiles.lines(
        new ByteArrayInputStream(bytes), "x.txt", StandardCharsets.UTF_8, longest);
  }
}
