package eddy.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eddy.format.BadInput;
import java.io.BufferedReader;
import java.io.StringReader;
import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeColumnTest {
  private static Table table(String... times) {
    StringBuilder text = new StringBuilder("when,x\n");
    for (String time : times) {
      text.append(time).append(",1\n");
    }
    return Table.read(new BufferedReader(new StringReader(text.toString())), "data.csv");
  }

  private static TimeColumn column(String... times) {
    return TimeColumn.of(table(times), "when");
  }

  @ParameterizedTest
  @CsvSource({
    "2016-07-01 00:00:00, 2016-07-01 01:00:00, 1 hour, 24, 2016-07-01 02:00:00",
    "2016-07-01T23:30, 2016-07-01T23:45, 15 minutes, 96, 2016-07-02T00:00",
    "2016-07-01T23:30Z, 2016-07-01T23:31Z, 1 minute, 1440, 2016-07-01T23:32Z",
    "2016-07-01T23:30+02:00, 2016-07-02T00:30+02:00, 1 hour, 24, 2016-07-02T01:30+02:00",
    "2012-02-28, 2012-02-29, 1 day, 365, 2012-03-01",
    "2012/12/30, 2012/12/31, 1 day, 365, 2013/01/01",
    "2012-01-01, 2012-01-08, 1 week, 52, 2012-01-15",
    "1949-11, 1949-12, 1 month, 12, 1950-01",
    "2012-01-31, 2012-02-29, 1 month, 12, 2012-03-31",
    "2012-01-01, 2012-04-01, 3 months, 4, 2012-07-01",
    "1949, 1950, 1 year, 1, 1951",
    "1467331200, 1467334800, 1 hour, 24, 1467338400",
    "1467331200000, 1467331200500, 500 milliseconds, 120, 1467331201000",
    "2016-07-01 00:00:00, 2016-07-01 00:00:00.250, 250 milliseconds, 240, 2016-07-01 00:00:00.500",
    "2016-07-01 00:00:58, 2016-07-01 00:00:59, 1 second, 60, 2016-07-01 00:01:00",
  })
  void theStepTheSeasonAndTheNextTimeFollowFromTheTimes(
      String first, String second, String step, int season, String next) {
    TimeColumn time = column(first, second);

    assertThat(time.step()).hasToString(step);
    assertThat(time.step().season()).isEqualTo(season);
    assertThat(time.next(1)).containsExactly(next);
    assertThat(time.irregularity()).isEmpty();
  }

  @Test
  void timesAreReadableBeforeAndAfterTheLastRow() {
    TimeColumn time = column("2015-12-30", "2015-12-31");

    assertThat(time.at(0)).isEqualTo("2015-12-30");
    assertThat(time.at(3)).isEqualTo("2016-01-02");
    assertThat(time.time(2)).isEqualTo(LocalDateTime.of(2016, 1, 1, 0, 0));
  }

  @Test
  void unequalStepsAreToldAndTheMostFrequentOneCounts() {
    TimeColumn time = column("2012-01-01", "2012-01-02", "2012-01-05", "2012-01-06");

    assertThat(time.step()).hasToString("1 day");
    assertThat(time.irregularity())
        .contains(
            "data.csv, line 4, column \"when\": expected 1 day after the row before but found 3"
                + " days; rows are taken as evenly spaced.");
    assertThat(time.next(1)).containsExactly("2012-01-07");
  }

  @Test
  void aMissingMonthIsAGapOfMonths() {
    TimeColumn time = column("2012-01", "2012-02", "2012-04", "2012-05");

    assertThat(time.step()).hasToString("1 month");
    assertThat(time.irregularity().orElseThrow()).contains("line 4", "found 2 months");
  }

  @Test
  void unsortedTimesAreRefusedWithTheirLine() {
    assertThatThrownBy(() -> column("2012-01-02", "2012-01-03", "2012-01-01"))
        .isInstanceOf(BadInput.class)
        .hasMessage(
            "data.csv, line 4, column \"when\": expected a time after \"2012-01-03\" but found"
                + " \"2012-01-01\". Sort the rows by time.");
  }

  @Test
  void repeatedTimesAreRefusedWithTheirLine() {
    assertThatThrownBy(() -> column("2012-01-02", "2012-01-03", "2012-01-03"))
        .isInstanceOf(BadInput.class)
        .hasMessage(
            "data.csv, line 4, column \"when\": expected a time after \"2012-01-03\" but found"
                + " \"2012-01-03\", which is there already.");
  }

  @ParameterizedTest
  @CsvSource({
    "yesterday",
    "2012-02-30",
    "2012-13-01",
    "01/02/2012",
    "''",
    "12",
    "2012-01-01T25:00"
  })
  void whatIsNoTimeIsRefused(String cell) {
    assertThatThrownBy(() -> column("2012-01-01", cell))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith("data.csv, line 3, column \"when\": expected a time such as")
        .hasMessageEndingWith("but found \"" + cell + "\".");
  }

  @Test
  void aColumnKeepsToOneStyle() {
    assertThatThrownBy(() -> column("2012-01-01", "2012-01-02 00:00:00"))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("expected a time written like \"2012-01-01\"");
  }

  @Test
  void oneRowHasNoStep() {
    assertThatThrownBy(() -> column("2012-01-01"))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("at least 2 rows");
  }

  @Test
  void theFirstColumnIsTheTimeWhereItBeginsWithADate() {
    assertThat(TimeColumn.find(table("2012-01-01", "2012-01-02"))).isPresent();
    assertThat(TimeColumn.find(table("1949", "1950"))).isEmpty();
    assertThat(TimeColumn.find(table("sun", "rain"))).isEmpty();
    assertThatThrownBy(() -> TimeColumn.find(table("2012-01-01", "rain")))
        .isInstanceOf(BadInput.class);
  }

  @Test
  void aTimeFindsItsRow() {
    TimeColumn time = column("2012-01-01", "2012-01-03", "2012-01-05");

    assertThat(time.firstRowFrom("2011")).isZero();
    assertThat(time.firstRowFrom("2012-01-03")).isEqualTo(1);
    assertThat(time.firstRowFrom("2012-01-03 12:00")).isEqualTo(2);
    assertThat(time.firstRowFrom("2013-01")).isEqualTo(3);
    assertThatThrownBy(() -> time.firstRowFrom("soon")).isInstanceOf(BadInput.class);
  }

  @Test
  void aTimeWithoutOffsetMeansTheClockOfTheColumn() {
    TimeColumn time = column("2012-01-01T00:00+02:00", "2012-01-01T01:00+02:00");

    assertThat(time.firstRowFrom("2012-01-01 01:00")).isEqualTo(1);
    assertThat(time.time(0)).isEqualTo(LocalDateTime.of(2012, 1, 1, 0, 0));
  }
}
