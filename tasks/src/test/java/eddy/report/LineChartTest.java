package eddy.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class LineChartTest {
  private static final LineChart EPOCHS = LineChart.overNumbers("Loss", "epoch", "mse", 1, 2, 3);

  @Test
  void aLineOfAnotherLengthIsRefused() {
    assertThatThrownBy(() -> EPOCHS.with(Line.solid("training", 1, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "LineChart: expected 3 values in the line \"training\" of \"Loss\" but got 2."
                + " The axis has one per point.");
  }

  @Test
  void aBandOfAnotherLengthIsRefused() {
    assertThatThrownBy(() -> EPOCHS.with(new Band("90 %", new double[3], new double[4])))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("upper edge of \"90 %\"");
  }

  @Test
  void anAxisThatDoesNotAscendIsRefused() {
    assertThatThrownBy(() -> LineChart.overNumbers("Loss", "epoch", "mse", 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("point 2 does not lie after point 1");
  }

  @Test
  void numbersThatAreNotFiniteLeaveGaps() {
    assertThat(EPOCHS.with(Line.solid("training", 1, Double.NaN, Double.POSITIVE_INFINITY)).body())
        .contains("[[1,2,3],[1.0,null,null]]");
  }

  @Test
  void aLogarithmicScaleLeavesGapsAtZeroAndBelow() {
    assertThat(EPOCHS.with(Line.solid("training", 1, 0, -1)).logarithmic().body())
        .contains("[[1,2,3],[1.0,null,null]]");
  }

  @Test
  void timesMayBeDatesOrTimesWithOrWithoutAnOffset() {
    List<String> times =
        List.of(
            "1970-01-01", "1970-01-02 00:00", "1970-01-02T00:00:01", "1970-01-02T01:00:00-01:00");
    assertThat(LineChart.overTimes("Flow", "day", "m3/s", times).body())
        .contains("[[0,86400,86401,93600]]");
  }

  @Test
  void aWordIsNoTime() {
    assertThatThrownBy(() -> LineChart.overTimes("Flow", "day", "m3/s", List.of("Monday")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("such as 2016-07-01T13:00 but got \"Monday\"");
  }

  @Test
  void addingToAChartLeavesItAsItWas() {
    String before = EPOCHS.body();
    EPOCHS.with(Line.solid("training", 1, 2, 3));
    assertThat(EPOCHS.body()).isEqualTo(before);
  }
}
