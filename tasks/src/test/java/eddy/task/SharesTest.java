package eddy.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eddy.format.BadInput;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

class SharesTest {
  private static List<String> three(String text) {
    return Shares.parse(text).orElseThrow().three().parts().stream()
        .map(BigDecimal::stripTrailingZeros)
        .map(BigDecimal::toPlainString)
        .toList();
  }

  @Test
  void sharesMayAddUpToAHundredTenOrOne() {
    assertThat(three("80/10/10")).containsExactly("0.8", "0.1", "0.1");
    assertThat(three("7/1/2")).containsExactly("0.7", "0.1", "0.2");
    assertThat(three(" 0.5 / .25/0.25")).containsExactly("0.5", "0.25", "0.25");
  }

  @Test
  void ofTwoTheLastEighthOfTheFirstIsForValidation() {
    assertThat(three("80/20")).containsExactly("0.7", "0.1", "0.2");
  }

  @Test
  void validationTakesWhatRoundingLeaves() {
    assertThat(Shares.of("80/10/10").counts(300)).containsExactly(240, 30, 30);
    assertThat(Shares.of("80/10/10").counts(5)).containsExactly(4, 1, 0);
    assertThat(Shares.of("80/10/10").counts(3)).containsExactly(2, 1, 0);
    assertThat(Shares.of("80/20").counts(12)).containsExactly(8, 2, 2);
    assertThat(Shares.of("90/10/0").counts(7)).containsExactly(6, 1, 0);
  }

  @Test
  void otherSumsAreRefusedAndOtherTextsAreNoShares() {
    assertThatThrownBy(() -> Shares.parse("60/20/10"))
        .isInstanceOf(BadInput.class)
        .hasMessage("--split 60/20/10: expected shares that add up to 100 but they add up to 90.");
    assertThat(Shares.parse("12mo/4mo/4mo")).isEmpty();
    assertThat(Shares.parse("2013-01-01/2014-06-01")).isEmpty();
    assertThat(Shares.parse("100")).isEmpty();
    assertThat(Shares.parse("1/2/3/4")).isEmpty();
  }
}
