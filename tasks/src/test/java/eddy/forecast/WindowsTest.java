package eddy.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class WindowsTest {
  private static final Split SPLIT = new Split(6, 9, 12);
  private static final List<Split> SPLITS = List.of(SPLIT);

  /** Rows 0 to 11 of two targets, where row t holds t and 100 + t. */
  private static ForecastData data(int lookBack, int horizon) {
    double[] values = new double[24];
    for (int row = 0; row < 12; row++) {
      values[2 * row] = row;
      values[2 * row + 1] = 100 + row;
    }
    return Small.data(Series.of(List.of("a", "b"), values), SPLIT, lookBack, horizon, 1);
  }

  @Test
  void aTrainingWindowLiesInItsPart() {
    Windows windows = data(3, 2).train(SPLITS);

    // 6 - 3 - 2 + 1 windows, the last of which ends with row 5.
    assertThat(windows.count()).isEqualTo(2);
    Window last = windows.get(1);
    assertThat(last.row()).isEqualTo(4);
    assertThat(last.value(-3, 0)).isEqualTo(1);
    assertThat(last.value(1, 1)).isEqualTo(105);
  }

  @Test
  void validationAndTestLookBackAcrossTheBorder() {
    Windows validation = data(3, 2).validation(SPLITS);
    Windows test = data(3, 2).test(SPLITS);

    // 3 - 2 + 1 windows each.
    assertThat(validation.count()).isEqualTo(2);
    assertThat(test.count()).isEqualTo(2);
    assertThat(validation.get(0).value(-3, 0)).isEqualTo(3);
    assertThat(test.get(1).value(0, 1)).isEqualTo(110);
    assertThat(test.get(1).value(1, 0)).isEqualTo(11);
  }

  @Test
  void valuesCountFromTheLastOfTheHistoryInDeviationsOfTraining() {
    // Rows 0 to 5 have the deviation sqrt(35 / 12).
    Window window = data(3, 2).test(SPLITS).get(0);

    assertThat(window.scaled(-3, 1)).isEqualTo((float) (-2 / Math.sqrt(35 / 12.0)));
    assertThat(window.scaled(-1, 0)).isZero();
    assertThat(window.invert(window.scaled(1, 1), 1)).isCloseTo(110, within(1e-5));
  }

  @Test
  void thePublishedPartsHaveThePublishedNumbersOfWindows() {
    Split split = new Split(8640, 11_520, 14_400);
    double[] values = new double[14_400];

    ForecastData data = Small.data(values, split, 96, 96, 1);
    assertThat(data.train(List.of(split)).count()).isEqualTo(8449);
    assertThat(data.validation(List.of(split)).count()).isEqualTo(2785);
    assertThat(data.test(List.of(split)).count()).isEqualTo(2785);
    assertThat(Small.data(values, split, 96, 720, 1).test(List.of(split)).count()).isEqualTo(2161);
  }

  @Test
  void aPartShorterThanTheHorizonHasNoWindow() {
    assertThat(data(3, 4).test(SPLITS).count()).isZero();
    assertThat(data(6, 1).train(SPLITS).count()).isZero();
  }

  @Test
  void aWindowThatIsNotThereIsRefused() {
    Windows windows = data(3, 2).test(SPLITS);

    assertThatThrownBy(() -> windows.get(2)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void windowsOfManySeriesFollowOneAnotherAndShortSeriesHaveOne() {
    List<Series> all = List.of(ramp("long", 20), ramp("short", 7), ramp("tiny", 3));
    ForecastConfig config =
        Small.config(
            Small.panelColumns(),
            "rest/2/0",
            all,
            o -> {
              o.lookBack = 8;
              o.horizon = 2;
            });
    ForecastData data = ForecastData.of(all, config);

    // Training ends at rows 18, 5 and 1: 9 windows, one that begins before its series does, none.
    Windows train = data.train(ForecastEvaluation.splits(all, "rest/2/0"));
    assertThat(train.count()).isEqualTo(10);
    assertThat(train.get(8).row()).isEqualTo(16);
    assertThat(train.get(9).series().id()).isEqualTo("short");
    assertThat(train.get(9).row()).isEqualTo(3);
    assertThat(train.get(9).value(-8, 0)).isEqualTo(1);
    assertThat(data.next().count()).isEqualTo(3);
    assertThat(data.rolling(3, -1).spans())
        .extracting(Windows.Span::firstRow)
        .containsExactly(14, 3);
    assertThat(data.rolling(3, 0).spans()).extracting(Windows.Span::firstRow).containsExactly(14);
    assertThat(data.rolling(3, 2).spans())
        .extracting(Windows.Span::firstRow)
        .containsExactly(18, 5);
  }

  private static Series ramp(String id, int rows) {
    double[] values = new double[rows];
    Arrays.setAll(values, row -> row + 1);
    return Series.of(List.of("value"), values).named(id);
  }
}
