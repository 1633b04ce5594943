package eddy.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScalingTest {
  @Test
  void meanAndPopulationDeviationComeFromTheTrainingPart() {
    // Of 1, 3, 5, 7: mean 4, squares 9 + 1 + 1 + 9 = 20, deviation sqrt(20 / 4).
    Series series = Series.of(List.of("x"), new double[] {1, 3, 5, 7, 1000});

    Scaling scaling = Scaling.fit(series, 4);

    assertThat(scaling.mean()).containsExactly(4);
    assertThat(scaling.deviation()).containsExactly(Math.sqrt(5));
    assertThat(scaling.apply(7, 0)).isEqualTo(3 / Math.sqrt(5));
    assertThat(scaling.invert(scaling.apply(1000, 0), 0)).isCloseTo(1000, within(1e-9));
  }

  @Test
  void aConstantTargetKeepsItsUnit() {
    // Ten times 0.1 do not add up to 1 in binary, which must not become a tiny deviation.
    double[] values = new double[20];
    for (int row = 0; row < 10; row++) {
      values[2 * row] = 0.1;
      values[2 * row + 1] = row;
    }
    Scaling scaling = Scaling.fit(Series.of(List.of("same", "other"), values), 10);

    assertThat(scaling.mean()).containsExactly(0.1, 4.5);
    assertThat(scaling.deviation()[0]).isEqualTo(1);
  }

  @Test
  void rowsAfterTheTrainingPartChangeNeitherScalingNorTrainingWindows() {
    Split split = new Split(60, 80, 100);
    Series series = SyntheticSeries.seasonal(100, 2, 12, 0.1, 7);
    double[] changed = new double[200];
    for (int i = 0; i < changed.length; i++) {
      changed[i] = i < 120 ? series.value(i / 2, i % 2) : 1e6 * (i % 7);
    }
    Series other = Series.of(series.names(), changed);

    Scaling scaling = Scaling.fit(series, split.trainEnd());
    Scaling otherScaling = Scaling.fit(other, split.trainEnd());
    assertThat(otherScaling.mean()).isEqualTo(scaling.mean());
    assertThat(otherScaling.deviation()).isEqualTo(scaling.deviation());
    Window one = Small.data(series, split, 10, 5, 1).train(List.of(split)).get(45);
    Window same = Small.data(other, split, 10, 5, 1).train(List.of(split)).get(45);
    for (int offset = -10; offset < 5; offset++) {
      assertThat(same.scaled(offset, 1)).isEqualTo(one.scaled(offset, 1));
    }
  }
}
