package eddy.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import eddy.format.BadInput;
import eddy.optim.Schedule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingOptionsTest {
  private static final TrainingOptions SOME =
      TrainingOptions.of(o -> {
        o.seed = 3;
        o.epochs = 4;
        o.batchSize = 5;
        o.cell = "rnn";
        o.hidden = 6;
        o.layers = 7;
        o.dropout = 0.8;
        o.learningRate = 0.9;
        o.optimizer = "sgd";
        o.schedule = "cosine";
        o.clip = 10;
        o.weightDecay = 0.11;
        o.average = 0.12;
        o.patience = 13;
        o.threads = 1;
      });

  @Test
  void aChangeLeavesAllElseAsItWas() {
    assertThat(SOME.with(_ -> {})).isEqualTo(SOME);
    TrainingOptions changed = SOME.with(o -> o.hidden = 60);
    assertThat(changed.hidden()).isEqualTo(60);
    assertThat(changed.with(o -> o.hidden = 6)).isEqualTo(SOME);
    TrainingOptions later =
        SOME.with(o -> {
          o.average = 0;
          o.averageAfter = 5;
        });
    assertThat(later.with(_ -> {}).loop().averageAfter()).isEqualTo(5);
    assertThat(SOME.toMap()).hasSize(16);
  }

  @Test
  void anExponentialScheduleTakesItsFactorAndTheEpochsBeforeIt() {
    Schedule rates = SOME.with(o -> o.schedule = "exponential:0.5:2").rates(1);
    assertThat(rates.rate(0, 1)).isEqualTo(0.9);
    assertThat(rates.rate(0, 2)).isEqualTo(0.45);
    assertThat(rates.rate(0, 3)).isEqualTo(0.225);
    // The usual one is times 0.8 after the first four.
    Schedule usual = SOME.with(o -> o.schedule = "exponential").rates(1);
    assertThat(usual.rate(0, 3)).isEqualTo(0.9);
    assertThat(usual.rate(0, 4)).isCloseTo(0.72, within(1e-12));
    for (int epoch = 0; epoch < 9; epoch++) {
      assertThat(SOME.with(o -> o.schedule = "exponential:0.8:4").rates(1).rate(0, epoch))
          .isEqualTo(usual.rate(0, epoch));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"exponential:", "exponential:0.5", "exponential:.:1", "exponential:0.5:0", "x"})
  void anotherScheduleIsRefused(String schedule) {
    assertThatThrownBy(() -> SOME.with(o -> o.schedule = schedule))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith("--schedule: expected constant, ");
  }

  @Test
  void theWeightDecayReachesTheRule() {
    for (String optimizer :
        new String[] {"sgd", "momentum", "nesterov", "adam", "adamw", "rmsprop", "adagrad"}) {
      assertThat(SOME.with(o -> o.optimizer = optimizer).rule().weightDecay()).isEqualTo(0.11);
    }
    assertThat(
            SOME.with(
                    o -> {
                      o.optimizer = "adamw";
                      o.weightDecay = 0;
                    })
                .rule()
                .weightDecay())
        .isEqualTo(0.01);
  }
}
