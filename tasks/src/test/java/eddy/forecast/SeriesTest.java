package eddy.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eddy.format.BadInput;
import eddy.table.Table;
import eddy.table.TimeColumn;
import java.io.BufferedReader;
import java.io.StringReader;
import java.util.List;
import java.util.Optional;
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
  void gapsLieOnTheLineBetweenTheirNeighbors() {
    // From 1 to 4 in three steps; before 1 and after 4 there is nothing to draw a line to.
    Series series =
        Series.of(table("", "1", "NA", "?", "4", ""), List.of("x", "y"), Optional.empty());

    assertThat(column(series)).containsExactly(1, 1, 2, 3, 4, 4);
    assertThat(series.missing()).containsEntry("x", 4).containsEntry("y", 0);
    assertThat(series.value(5, 1)).isEqualTo(7);
  }

  @Test
  void noGapIsClosedFromALaterPart() {
    // Parts 0-2, 3-5, 6-7: the gap over the first border repeats 1 before it, and after it lies on
    // the line from 1 (two rows back) to 3.
    Series series =
        Series.of(
            table("0", "1", "", "", "3", "", "9", ""),
            List.of("x"),
            Optional.empty(),
            new Split(3, 6, 8));

    assertThat(column(series)).containsExactly(0, 1, 1, 2, 3, 3, 9, 9);
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
