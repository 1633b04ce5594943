package eddy.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTest {
  private static final Machine MACHINE = new Machine("processor", 2, "1 GiB", "system", "java");

  private static Row row(
      String peer, Task task, CellKind cell, int hidden, int threads, double ours, double theirs) {
    Network net = new Network(cell, 1, false, 32, 50, 64, hidden, 0);
    Turns.Result times =
        new Turns.Result(
            new Turns.Times(ours / 1e3, ours / 1e3, 1), new Turns.Times(1, theirs / 1e3, 1));
    return Row.of(peer, Problem.draw(task, net, 1), threads, times, 4_000, 0);
  }

  private static Part part(String peer, int threads, double limit, Row... rows) {
    return new Part(peer, peer, threads, limit, 0, List.of(rows), List.of());
  }

  private static Results results(Part... parts) {
    return Results.of("2026-01-01", "abc", false, MACHINE, List.of(parts));
  }

  private static Check check(Results results, String what) {
    return results.proof().stream()
        .filter(check -> check.what().equals(what))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aGroupHasTheGeometricMeanAndTheWorstRow() {
    Results results =
        results(
            part(
                Plan.PYTORCH,
                2,
                100,
                row(Plan.PYTORCH, Task.TRAINING, CellKind.LSTM, 8, 2, 1, 4),
                row(Plan.PYTORCH, Task.TRAINING, CellKind.LSTM, 16, 2, 2, 2)));

    Group group = results.groups().getFirst();
    assertThat(group.ratio()).isCloseTo(2, within(1e-9));
    assertThat(group.worst()).isCloseTo(1, within(1e-9));
    assertThat(group.worstRow()).isEqualTo("lstm/1/32x50x64x16");
    assertThat(check(results, "training step, LSTM, PyTorch: every row").met()).isFalse();
    assertThat(check(results, "training step, LSTM, PyTorch: geometric mean").met()).isTrue();
  }

  @Test
  void inferenceIsHeldAgainstTheBetterPeerOfEachNetwork() {
    Results results =
        results(
            part(Plan.PYTORCH, 2, 100, row(Plan.PYTORCH, Task.INFERENCE, CellKind.GRU, 8, 2, 1, 4)),
            part(Plan.ONNX, 2, 100, row(Plan.ONNX, Task.INFERENCE, CellKind.GRU, 8, 2, 1, 0.9)));

    String what = "inference, LSTM and GRU, better of PyTorch and ONNX: every row";
    assertThat(check(results, what).reached()).isCloseTo(0.9, within(1e-9));
    assertThat(check(results, what).met()).isFalse();
  }

  @Test
  void twoThreadsAreHeldAgainstHowTheLimitScales() {
    Results results =
        results(
            part(
                Plan.PYTORCH,
                2,
                190,
                row(Plan.PYTORCH, Task.TRAINING, CellKind.LSTM, 256, 2, 1, 4)),
            part(
                Plan.PYTORCH,
                1,
                100,
                row(Plan.PYTORCH, Task.TRAINING, CellKind.LSTM, 256, 1, 1.9, 4)));

    assertThat(check(results, "two threads over one, share of the limit's").reached())
        .isCloseTo(1, within(1e-9));
  }

  @Test
  void thePackedBuildIsHeldAgainstTheOfficialOneByOursBesideEach() {
    Results results =
        results(
            part(Plan.PYTORCH, 2, 100, row(Plan.PYTORCH, Task.TRAINING, CellKind.RNN, 8, 2, 1, 2)),
            // Everything took twice as long in this process, so the builds are equally fast.
            part(Plan.PACKED, 2, 100, row(Plan.PACKED, Task.PADDED, CellKind.RNN, 8, 2, 2, 4)));

    Check check = check(results, "padded step of the packed build over the official build's");
    assertThat(check.reached()).isCloseTo(1, within(1e-9));
    assertThat(check.met()).isTrue();
  }

  @Test
  void theTablesOfAFileGoBetweenTheMarkersOfAPage(@TempDir Path folder) throws IOException {
    Path json = folder.resolve("results.json");
    Path page = folder.resolve("page.md");
    Json.write(
        json,
        results(part(Plan.DL4J, 1, 100, row(Plan.DL4J, Task.FIT, CellKind.LSTM, 8, 1, 1.25, 40))));
    Files.writeString(page, "before\n<!-- results: begin -->\nold\n<!-- results: end -->\nafter\n");

    CompareReport.main(new String[] {"render", json.toString(), page.toString()});

    assertThat(Files.readString(page))
        .startsWith("before\n<!-- results: begin -->\n\n```text\n2026-01-01, commit abc\n")
        .contains("1.2500", "32.00", "fit, DL4J: every row")
        .doesNotContain("old")
        .endsWith("```\n\n<!-- results: end -->\nafter\n");
  }
}
