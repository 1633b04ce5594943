package eddy.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ScheduleTest {

  @Test
  void constantStepAndExponential() {
    assertThat(Schedule.constant(0.3).rate(7, 5)).isEqualTo(0.3);
    Schedule step = Schedule.step(0.8, 3, 0.5);
    assertThat(step.rate(0, 2)).isEqualTo(0.8);
    assertThat(step.rate(0, 3)).isEqualTo(0.4);
    assertThat(step.rate(0, 8)).isEqualTo(0.2);
    Schedule exponential = Schedule.exponential(0.8, 0.5, 2);
    assertThat(exponential.rate(0, 1)).isEqualTo(0.8);
    assertThat(exponential.rate(0, 2)).isEqualTo(0.4);
    assertThat(exponential.rate(0, 3)).isEqualTo(0.2);
  }

  @Test
  void cosineFallsAndStays() {
    Schedule cosine = Schedule.cosine(1, 0.2, 10);
    assertThat(cosine.rate(0, 0)).isEqualTo(1);
    assertThat(cosine.rate(0, 5)).isCloseTo(0.6, within(1e-12));
    assertThat(cosine.rate(0, 10)).isEqualTo(0.2);
    assertThat(cosine.rate(0, 11)).isEqualTo(0.2);
  }

  @Test
  void oneCycleRisesAndFalls() {
    // With 101 steps it rises over 29.3 steps and falls over the 70.7 that are left.
    Schedule cycle = Schedule.oneCycle(1, 101);
    assertThat(cycle.rate(0, 0)).isCloseTo(0.04, within(1e-12));
    double part = (1 - Math.cos(Math.PI * 15 / 29.3)) / 2;
    assertThat(cycle.rate(15, 0)).isCloseTo(0.04 + 0.96 * part, within(1e-12));
    assertThat(cycle.rate(29, 0)).isGreaterThan(0.999);
    double fallen = (1 - Math.cos(Math.PI * (60 - 29.3) / 70.7)) / 2;
    assertThat(cycle.rate(60, 0)).isCloseTo(1 - (1 - 4e-6) * fallen, within(1e-12));
    assertThat(cycle.rate(100, 0)).isCloseTo(4e-6, within(1e-12));
    assertThat(cycle.rate(1000, 0)).isCloseTo(4e-6, within(1e-12));
  }

  @Test
  void warmUpRisesToWhatFollows() {
    Schedule schedule = Schedule.warmUp(4, Schedule.step(0.8, 1, 0.5));
    assertThat(schedule.rate(0, 0)).isEqualTo(0.2);
    assertThat(schedule.rate(2, 0)).isCloseTo(0.6, within(1e-12));
    assertThat(schedule.rate(3, 0)).isEqualTo(0.8);
    assertThat(schedule.rate(9, 1)).isEqualTo(0.4);
  }

  @Test
  void aPlateauLowersTheRateAfterItsPatienceAndSurvivesACheckpoint() {
    Schedule plateau = new Plateau(0.8, 0.5, 1, 0.3);
    plateau.validated(2);
    plateau.validated(1.9999);
    assertThat(plateau.rate(0, 0)).isEqualTo(0.8);

    Schedule resumed = new Plateau(0.8, 0.5, 1, 0.3);
    resumed.restore(plateau.state());
    resumed.validated(1.99999);
    assertThat(resumed.rate(0, 0)).isEqualTo(0.4);
    resumed.validated(1.5);
    resumed.validated(1.6);
    assertThat(resumed.rate(0, 0)).isEqualTo(0.4);
    resumed.validated(1.6);
    assertThat(resumed.rate(0, 0)).isEqualTo(0.3);
  }

  @Test
  void warmUpPassesOnWhatAPlateauLearns() {
    Schedule schedule = Schedule.warmUp(1, new Plateau(1, 0.5, 0, 0));
    schedule.validated(1);
    schedule.validated(1);
    assertThat(schedule.rate(9, 0)).isEqualTo(0.5);
    assertThat(schedule.state()).isEqualTo("0.5 1.0 0");
  }
}
