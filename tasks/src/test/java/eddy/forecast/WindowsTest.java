package eddy.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class WindowsTest {
  private static final Split SPLIT = new Split(6, 9, 12);

  /** Rows 0 to 11 of two targets, where row t holds t and 100 + t. */
  private static float[] values() {
    float[] values = new float[24];
    for (int row = 0; row < 12; row++) {
      values[2 * row] = row;
      values[2 * row + 1] = 100 + row;
    }
    return values;
  }

  @Test
  void aTrainingWindowLiesInItsPart() {
    Windows windows = Windows.train(values(), 2, SPLIT, 3, 2);
    float[] history = new float[7];
    float[] future = new float[4];

    windows.history(1, history, 1);
    windows.future(1, future, 0);

    // 6 - 3 - 2 + 1 windows, the last of which ends with row 5.
    assertThat(windows.count()).isEqualTo(2);
    assertThat(windows.firstFutureRow(1)).isEqualTo(4);
    assertThat(history).containsExactly(0, 1, 101, 2, 102, 3, 103);
    assertThat(future).containsExactly(4, 104, 5, 105);
  }

  @Test
  void validationAndTestLookBackAcrossTheBorder() {
    Windows validation = Windows.validation(values(), 2, SPLIT, 3, 2);
    Windows test = Windows.test(values(), 2, SPLIT, 3, 2);
    float[] history = new float[6];

    // 3 - 2 + 1 windows each.
    assertThat(validation.count()).isEqualTo(2);
    assertThat(test.count()).isEqualTo(2);
    validation.history(0, history, 0);
    assertThat(history).containsExactly(3, 103, 4, 104, 5, 105);
    float[] future = new float[4];
    test.future(1, future, 0);
    assertThat(future).containsExactly(10, 110, 11, 111);
  }

  @Test
  void thePublishedPartsHaveThePublishedNumbersOfWindows() {
    Split split = new Split(8640, 11_520, 14_400);
    float[] values = new float[14_400];

    assertThat(Windows.train(values, 1, split, 96, 96).count()).isEqualTo(8449);
    assertThat(Windows.validation(values, 1, split, 96, 96).count()).isEqualTo(2785);
    assertThat(Windows.test(values, 1, split, 96, 96).count()).isEqualTo(2785);
    assertThat(Windows.test(values, 1, split, 96, 720).count()).isEqualTo(2161);
  }

  @Test
  void aPartShorterThanTheHorizonHasNoWindow() {
    assertThat(Windows.test(values(), 2, SPLIT, 3, 4).count()).isZero();
    assertThat(Windows.train(values(), 2, SPLIT, 6, 1).count()).isZero();
  }

  @Test
  void aWindowThatIsNotThereIsRefused() {
    Windows windows = Windows.test(values(), 2, SPLIT, 3, 2);

    assertThatThrownBy(() -> windows.history(2, new float[6], 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Windows.validation(values(), 2, SPLIT, 7, 2))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
