package eddy.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import eddy.format.BadInput;
import eddy.optim.Schedule;
import eddy.task.TrainingOptions;
import java.util.List;
import org.junit.jupiter.api.Test;

class LanguagePresetsTest {
  @Test
  void theSmallOneIsZarembasNetworkWithoutRegularization() {
    LanguageOptions small = LanguagePresets.named("ptb-small").options();
    TrainingOptions training = small.training();
    assertThat(small.tokens()).isEqualTo("whitespace");
    assertThat(small.minCount()).isEqualTo(1);
    assertThat(small.steps()).isEqualTo(20);
    assertThat(small.summed()).isTrue();
    assertThat(small.tied()).isFalse();
    assertThat(small.initial()).isEqualTo(0.1);
    assertThat(small.regularization())
        .isEqualTo(new Regularization(0, 0, 0, 0, false, 0, 0, List.of(), 0, 0));
    assertThat(training.batchSize()).isEqualTo(20);
    assertThat(training.hidden()).isEqualTo(200);
    assertThat(training.clip()).isEqualTo(5);
    assertThat(training.epochs()).isEqualTo(13);
    Schedule rates = training.rates(1);
    // Full for five epochs, since the authors' program first halves after the fifth.
    assertThat(rates.rate(0, 0)).isEqualTo(1);
    assertThat(rates.rate(0, 4)).isEqualTo(1);
    assertThat(rates.rate(0, 5)).isEqualTo(0.5);
    assertThat(rates.rate(0, 12)).isEqualTo(Math.pow(0.5, 8));
  }

  @Test
  void theMediumOneHasDropoutAndFallsByAFactorOfOnePointTwo() {
    LanguageOptions medium = LanguagePresets.named("ptb-medium").options();
    assertThat(medium.regularization())
        .isEqualTo(new Regularization(0.5, 0.5, 0.5, 0, false, 0, 0, List.of(), 0, 0));
    assertThat(medium.steps()).isEqualTo(35);
    assertThat(medium.training().hidden()).isEqualTo(650);
    Schedule rates = medium.training().rates(1);
    assertThat(rates.rate(0, 6)).isEqualTo(1);
    assertThat(rates.rate(0, 8)).isCloseTo(1 / 1.44, within(1e-12));
  }

  @Test
  void merityAndOthersRegularizeEverything() {
    LanguageOptions awd = LanguagePresets.named("awd-lstm").options();
    assertThat(awd.regularization())
        .isEqualTo(new Regularization(0.4, 0.25, 0.4, 0.1, true, 0.5, 0, List.of(), 2, 1));
    assertThat(awd.embedding()).hasValue(400);
    assertThat(awd.tied()).isTrue();
    assertThat(awd.randomSteps()).isTrue();
    assertThat(awd.training().learningRate()).isEqualTo(30);
    assertThat(awd.training().averageAfter()).isEqualTo(5);
  }

  @Test
  void whatIsGivenDirectlyGoesBeforeTheGeneralDropout() {
    LanguageOptions.Draft draft = LanguagePresets.named("awd-lstm");
    draft.training = draft.training.with(t -> t.dropout = 0.3);
    assertThat(draft.options().regularization().input()).isEqualTo(0.3);
    assertThat(draft.options().regularization().hidden()).isEqualTo(0.25);
  }

  @Test
  void anotherNameIsRefused() {
    assertThatThrownBy(() -> LanguagePresets.named("ptb-large"))
        .isInstanceOf(BadInput.class)
        .hasMessage(
            "--preset: expected one of ptb-small, ptb-medium, awd-lstm but found 'ptb-large'.");
  }
}
