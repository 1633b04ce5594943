package eddy.speed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import eddy.kernel.Buffers;
import eddy.kernel.Processor;
import eddy.kernel.ScalarKernels;
import eddy.kernel.Workers;
import eddy.tensor.Workspace;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpeedReportTest {
  private final SpeedReport.Row row = new SpeedReport.Row("a", "A", 3e9, new Timing(0.02, 0.01, 5));

  @Test
  void aRowIsHeldAgainstTheHigherOfBothLimits() {
    // 3e9 operations in 20 ms are 150 GFLOP/s.
    assertThat(row.gflops()).isCloseTo(150, within(1e-9));
    assertThat(row.microseconds()).isCloseTo(20_000, within(1e-9));
    assertThat(report(200, 300).percent(row)).isCloseTo(50, within(1e-9));
    assertThat(report(300, 200).percent(row)).isCloseTo(50, within(1e-9));
  }

  @Test
  void aLimitThatMovesByMoreThanATenthIsNotSteady() {
    assertThat(report(200, 219).steady()).isTrue();
    assertThat(report(200, 221).steady()).isFalse();
    assertThat(report(200, 181).steady()).isTrue();
    assertThat(report(200, 179).steady()).isFalse();
    assertThat(report(200, 150).drift()).isCloseTo(-25, within(1e-9));
  }

  @Test
  void theTimeIsThatOfOneRunHoweverManyAreTimedAtOnce() {
    int[] runs = new int[1];
    long start = System.nanoTime();
    Timing timing = Timing.of(() -> runs[0]++, 0.03);
    double elapsed = (System.nanoTime() - start) * 1e-9;
    assertThat(timing.samples()).isGreaterThanOrEqualTo(3);
    assertThat(timing.fastest()).isPositive().isLessThanOrEqualTo(timing.seconds());
    assertThat(timing.fastest() * runs[0]).isLessThan(elapsed);
  }

  @Test
  void aLayersOperationsAreCountedFromItsWeights() {
    try (Workspace workspace = new Workspace(1)) {
      RecurrentWork gru = new RecurrentWork(workspace, RecurrentWork.Kind.GRU, 2, 5, 7, 11);
      // 2 sequences x 5 steps x 3 gates x 11 units x (7 + 11) inputs, two operations each.
      assertThat(gru.forward().operations()).isEqualTo(2.0 * 2 * 5 * 3 * 11 * (7 + 11));
      assertThat(gru.training().operations()).isEqualTo(3 * gru.forward().operations());
      assertThat(gru.training().name()).isEqualTo("gru_training_2x5_7_11");
      for (Work work : List.of(gru.forward(), gru.training())) {
        work.run().run();
      }
    }
  }

  @Test
  void theLimitWithoutVectorsIsMeasuredToo() {
    try (Workers workers = new Workers(2)) {
      Processor processor = new Processor(new ScalarKernels(), workers, new Buffers());
      assertThat(Limit.flops(processor, 2, 0.001)).isFinite().isPositive();
    }
  }

  private static SpeedReport report(double limit, double atEnd) {
    Bandwidth bandwidth = new Bandwidth(20, 10);
    return new SpeedReport(
        "25",
        "any",
        2,
        "ScalarKernels",
        2,
        new SpeedReport.Machine(100, bandwidth),
        new SpeedReport.Machine(limit, bandwidth),
        atEnd,
        List.of(),
        1);
  }
}
