package eddy.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import eddy.format.BadInput;
import org.junit.jupiter.api.Test;

class SamplerTest {
  private static final int NEVER = 0;
  private static final float[] SCORES = {
    (float) Math.log(0.2), (float) Math.log(0.4), (float) Math.log(0.25), (float) Math.log(0.15)
  };

  private static double[] shares(Sampling sampling) {
    Sampler sampler = new Sampler(sampling);
    double[] shares = new double[SCORES.length];
    for (int i = 0; i < 20_000; i++) {
      shares[sampler.draw(SCORES, NEVER)] += 1.0 / 20_000;
    }
    return shares;
  }

  @Test
  void tokensComeAsOftenAsTheyAreLikely() {
    double[] shares = shares(new Sampling(1));
    assertThat(shares[0]).isZero();
    assertThat(shares[1]).isCloseTo(0.5, within(0.02));
    assertThat(shares[2]).isCloseTo(0.3125, within(0.02));
    assertThat(shares[3]).isCloseTo(0.1875, within(0.02));
  }

  @Test
  void aLowTemperatureFavoursTheLikely() {
    // At 0.5 the weights are squared: 0.16, 0.0625 and 0.0225.
    double[] shares = shares(new Sampling(0.5, 0, 1, 1));
    assertThat(shares[1]).isCloseTo(0.653, within(0.02));
    assertThat(shares[3]).isCloseTo(0.092, within(0.02));
    assertThat(shares(new Sampling(0, 0, 1, 1))[1]).isCloseTo(1, within(1e-9));
  }

  @Test
  void topKAndTopPLeaveOnlyTheLikeliest() {
    double[] two = shares(new Sampling(1, 2, 1, 1));
    assertThat(two[3]).isZero();
    assertThat(two[1]).isCloseTo(0.4 / 0.65, within(0.02));
    // The first alone has 0.5 of what may be drawn, the first two 0.81.
    assertThat(shares(new Sampling(1, 0, 0.49, 1))[1]).isCloseTo(1, within(1e-9));
    double[] most = shares(new Sampling(1, 0, 0.8, 1));
    assertThat(most[3]).isZero();
    assertThat(most[2]).isPositive();
    assertThat(shares(new Sampling(1, 0, 0.99, 1))[3]).isPositive();
  }

  @Test
  void theSameSeedDrawsTheSame() {
    Sampler one = new Sampler(new Sampling(5));
    Sampler other = new Sampler(new Sampling(5));
    for (int i = 0; i < 100; i++) {
      assertThat(one.draw(SCORES, NEVER)).isEqualTo(other.draw(SCORES, NEVER));
    }
  }

  @Test
  void numbersOutOfRangeAreRefused() {
    assertThatThrownBy(() -> new Sampling(-1, 0, 1, 1))
        .isInstanceOf(BadInput.class)
        .hasMessage("--temperature: expected 0 or more but found -1.0.");
    assertThatThrownBy(() -> new Sampling(1, -1, 1, 1)).hasMessageStartingWith("--top-k: ");
    assertThatThrownBy(() -> new Sampling(1, 0, 0, 1)).hasMessageStartingWith("--top-p: ");
  }
}
