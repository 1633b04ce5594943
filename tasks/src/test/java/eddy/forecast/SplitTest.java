package eddy.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eddy.format.BadInput;
import eddy.table.Table;
import eddy.table.TimeColumn;
import java.io.BufferedReader;
import java.io.StringReader;
import java.time.LocalDateTime;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SplitTest {
  private static Optional<TimeColumn> hours(int rows) {
    StringBuilder text = new StringBuilder("time,x\n");
    LocalDateTime start = LocalDateTime.of(2016, 7, 1, 0, 0);
    for (int row = 0; row < rows; row++) {
      text.append(start.plusHours(row)).append(",1\n");
    }
    return TimeColumn.find(
        Table.read(new BufferedReader(new StringReader(text.toString())), "data.csv"));
  }

  @Test
  void monthsOfThirtyDaysGiveThePublishedParts() {
    // 12 * 30 * 24 = 8640 and 4 * 30 * 24 = 2880 hours, of 17,420.
    assertThat(Split.parse("12mo/4mo/4mo", 17_420, hours(17_420)))
        .isEqualTo(new Split(8640, 11_520, 14_400));
  }

  @Test
  void monthsWithoutTimeOrWithTooFewRowsAreRefused() {
    assertThatThrownBy(() -> Split.parse("12mo/4mo/4mo", 100, Optional.empty()))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("needs a time column");
    assertThatThrownBy(() -> Split.parse("2mo/1mo/1mo", 2879, hours(2879)))
        .isInstanceOf(BadInput.class)
        .hasMessage(
            "--split 2mo/1mo/1mo: needs 2880 rows at a step of 1 hour but the series has 2879.");
  }

  @Test
  void sharesRoundTrainingAndTestDownAndGiveValidationTheRest() {
    // 1461 * 0.6 = 876.6 and 1461 * 0.2 = 292.2.
    assertThat(Split.parse("60/20/20", 1461, Optional.empty()))
        .isEqualTo(new Split(876, 1169, 1461));
    assertThat(Split.parse("0.7/0.1/0.2", 10, Optional.empty())).isEqualTo(new Split(7, 8, 10));
    assertThat(Split.parse("7/1/2", 10, Optional.empty())).isEqualTo(new Split(7, 8, 10));
  }

  @Test
  void ofTwoSharesTheLastEighthOfTheFirstIsForValidation() {
    // 1461 - 292 = 1169 rows before the test part, an eighth of them 146.
    assertThat(Split.parse("80/20", 1461, Optional.empty())).isEqualTo(new Split(1023, 1169, 1461));
  }

  @Test
  void datesNameTheFirstRowsOfValidationAndTest() {
    assertThat(Split.parse("2016-07-02/2016-07-03 12:00", 100, hours(100)))
        .isEqualTo(new Split(24, 60, 100));
    assertThatThrownBy(() -> Split.parse("2016-07-03/2016-07-02", 100, hours(100)))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("expected at least one row in each part");
    assertThatThrownBy(() -> Split.parse("2016-07-03/2016-99-02", 100, hours(100)))
        .isInstanceOf(BadInput.class)
        .hasMessage(
            "--split 2016-07-03/2016-99-02: expected a time such as 2016-07-01 but found"
                + " \"2016-99-02\".");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "60",
        "60/20",
        "60/20/10",
        "60/20/20/0",
        "a/b/c",
        "12mo/4mo",
        "100/0/0",
        "-60/20/20",
        "60//20",
        "1e9/2/3"
      })
  void whatIsNoSplitIsRefused(String text) {
    assertThatThrownBy(() -> Split.parse(text, 1000, hours(1000)))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith("--split");
  }

  @Test
  void aPartTooSmallForAWindowIsRefusedWithWhatItNeeds() {
    Split split = new Split(30, 40, 50);

    assertThatCode(() -> split.requireWindows(20, 10)).doesNotThrowAnyException();
    assertThatThrownBy(() -> split.requireWindows(21, 10))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith(
            "The training part has 30 rows but look-back 21 and horizon 10 need at least 31.");
    assertThatThrownBy(() -> split.requireWindows(1, 11))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith("The validation part has 10 rows");
  }
}
