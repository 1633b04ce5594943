package eddy.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eddy.format.BadInput;
import eddy.table.Table;
import eddy.table.TimeColumn;
import java.io.BufferedReader;
import java.io.StringReader;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SeriesTest {
  private static Table table(String... cells) {
    StringBuilder text = new StringBuilder("x,y\n");
    for (String cell : cells) {
      text.append(cell).append(",7\n");
    }
    return Table.read(new BufferedReader(new StringReader(text.toString())), "data.csv");
  }

  private static double[] column(Series series) {
    double[] column = new double[series.rows()];
    for (int row = 0; row < column.length; row++) {
      column[row] = series.value(row, 0);
    }
    return column;
  }

  @Test
  void gapsToForecastFromRepeatTheValueBefore() {
    Series series =
        Series.of(table("", "1", "NA", "?", "4", ""), List.of("x", "y"), Optional.empty());

    assertThat(column(series)).containsExactly(1, 1, 1, 1, 4, 4);
    assertThat(series.missing(0, 0, 6)).isEqualTo(4);
    assertThat(series.missing(0, 2, 5)).isEqualTo(2);
    assertThat(series.missing(1, 0, 6)).isZero();
    assertThat(series.observed(4, 0)).isTrue();
    assertThat(series.observed(5, 0)).isFalse();
    assertThat(series.firstKnownRow()).isEqualTo(1);
    assertThat(series.value(5, 1)).isEqualTo(7);
  }

  @Test
  void onlyGapsInsideTheTrainingPartLieOnTheLineBetweenTheirNeighbors() {
    // The training part is 0 to 6: from 1 to 4 in three steps; its last gap repeats 4 before it.
    Series series =
        Series.of(
            table("", "1", "", "", "4", "", "", "9", "", "3"),
            List.of("x"),
            Optional.empty(),
            new Split(6, 8, 10));

    assertThat(column(series)).containsExactly(1, 1, 2, 3, 4, 4, 4, 9, 9, 3);
  }

  @Test
  void noRowFromAForecastOnChangesWhatTheForecastIsMadeFrom() {
    Split split = new Split(6, 13, 20);
    String[] cells = new String[20];
    SplittableRandom random = new SplittableRandom(4);
    for (int row = 0; row < 20; row++) {
      cells[row] = row > 0 && random.nextInt(3) == 0 ? "" : Integer.toString(random.nextInt(100));
    }
    double[] whole = column(Series.of(table(cells), List.of("x"), Optional.empty(), split));
    for (int origin = split.trainEnd(); origin < 20; origin++) {
      for (String later : List.of("", "-1e9")) {
        String[] changed = cells.clone();
        Arrays.fill(changed, origin, 20, later);
        double[] column = column(Series.of(table(changed), List.of("x"), Optional.empty(), split));
        assertThat(Arrays.copyOf(column, origin)).isEqualTo(Arrays.copyOf(whole, origin));
      }
    }
  }

  @Test
  void rowsAfterTheTrainingPartDoNotReachIntoIt() {
    Split split = new Split(4, 6, 8);
    Series one =
        Series.of(
            table("", "1", "3", "", "5", "6", "7", "8"), List.of("x"), Optional.empty(), split);
    Series other =
        Series.of(
            table("", "1", "3", "", "-50", "", "1e9", "0"), List.of("x"), Optional.empty(), split);

    for (int row = 0; row < split.trainEnd(); row++) {
      assertThat(one.value(row, 0)).isEqualTo(other.value(row, 0));
    }
    assertThat(column(one)).startsWith(1, 1, 3, 3);
  }

  @Test
  void aColumnWithoutNumbersIsRefused() {
    assertThatThrownBy(() -> Series.of(table("", "NA"), List.of("x"), Optional.empty()))
        .isInstanceOf(BadInput.class)
        .hasMessage("data.csv, column \"x\": expected numbers but all values are missing.");
    assertThatThrownBy(
            () -> Series.of(table("", "", "1"), List.of("x"), Optional.empty(), new Split(1, 2, 3)))
        .isInstanceOf(BadInput.class)
        .hasMessage(
            "data.csv, column \"x\": expected numbers but all values are missing in the training"
                + " part.");
  }

  @Test
  void rowsAreLabeledByTimeOrByNumber() {
    Table dated = table("2012-01-01", "2012-01-02");

    Series series = Series.of(dated, List.of("y"), TimeColumn.find(dated));

    assertThat(series.label(2)).isEqualTo("2012-01-03");
    assertThat(Series.of(List.of("a"), new double[] {1, 2}).label(2)).isEqualTo("3");
  }
}
