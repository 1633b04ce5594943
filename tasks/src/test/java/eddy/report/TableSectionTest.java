package eddy.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eddy.report.TableSection.Best;
import eddy.report.TableSection.Column;
import eddy.report.TableSection.Row;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableSectionTest {
  private static String table(Best best, Row... rows) {
    return new TableSection("Test", "model", List.of(new Column("mse", best)), List.of(rows))
        .body();
  }

  @Test
  void theLowestOrTheHighestNumberIsMarked() {
    Row[] rows = {Row.of("a", 0.25), Row.of("b", 0.5), Row.of("c", Double.NaN)};
    assertThat(table(Best.LOWEST, rows)).containsOnlyOnce("best").contains("best\">0.2500<");
    assertThat(table(Best.HIGHEST, rows)).containsOnlyOnce("best").contains("best\">0.5000<");
    assertThat(table(Best.NONE, rows)).doesNotContain("best");
  }

  @Test
  void aSingleRowIsNotMarked() {
    assertThat(table(Best.LOWEST, Row.of("a", 0.25))).doesNotContain("best");
  }

  @Test
  void aColumnHasTheSameDecimalsInEveryRow() {
    assertThat(table(Best.NONE, Row.of("a", 0.25), Row.of("b", 12.5)))
        .contains(">0.25<")
        .contains(">12.50<");
    assertThat(table(Best.NONE, Row.of("a", 3), Row.of("b", 10_000))).contains(">3<", ">10000<");
  }

  @Test
  void aNumberThatIsNotFiniteIsADash() {
    assertThat(table(Best.LOWEST, Row.of("a", Double.NaN))).contains(">–<");
  }

  @Test
  void aRowWithTooFewNumbersIsRefused() {
    assertThatThrownBy(() -> table(Best.LOWEST, Row.of("ridge")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("TableSection: expected 1 values in row \"ridge\" of \"Test\" but got 0.");
  }

  @Test
  void aHeatMapWhoseNamesDoNotFitIsRefused() {
    assertThatThrownBy(
            () -> new HeatMap("Confusion", "", List.of("a"), List.of("a", "b"), new double[1][1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected [1][2] values");
  }
}
