package eddy.task;

import static org.assertj.core.api.Assertions.assertThat;

import eddy.format.folder.Epoch;
import eddy.report.TableSection.Best;
import eddy.report.TableSection.Column;
import eddy.report.TableSection.Row;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FiguresTest {
  private static final List<Column> COLUMNS =
      List.of(new Column("mse", Best.LOWEST), new Column("mae", Best.LOWEST));

  @Test
  void theModelStandsAboveItsBaselinesInTheOrderOfTheColumns() {
    SequencedMap<String, SortedMap<String, Double>> baselines = new LinkedHashMap<>();
    baselines.put("last_value", new TreeMap<>(Map.of("mae", 3.0)));
    Evaluation evaluation =
        new Evaluation(
            "validation", 5, 0, new TreeMap<>(Map.of("mae", 1.0, "mse", 2.0)), baselines, Map.of());
    assertThat(Figures.table(evaluation, COLUMNS).rows())
        .containsExactly(Row.of("this model", 2, 1), Row.of("last_value", Double.NaN, 3));
  }

  @Test
  void aChartHasAPointForEachEpoch() {
    List<Epoch> history =
        List.of(new Epoch(1, 1, Map.of("loss", 0.5)), new Epoch(2, 1, Map.of("loss", 0.25)));
    assertThat(
            Figures.chart("Learning", "loss", history)
                .with(Figures.line("training", history, "loss"))
                .body())
        .contains("[[1,2],[0.5,0.25]]");
  }
}
