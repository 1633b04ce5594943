package eddy.sound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import eddy.format.BadInput;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** Features and other rates. */
class EarTest {
  private static Clip tone(double hertz, int rate, double seconds) {
    float[] samples = new float[(int) (rate * seconds)];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) (0.5 * Math.sin(2 * Math.PI * hertz * i / rate));
    }
    return new Clip(samples, rate);
  }

  private static Clip noise(int samples, int rate) {
    SplittableRandom random = new SplittableRandom(1);
    float[] noise = new float[samples];
    for (int i = 0; i < samples; i++) {
      noise[i] = (float) (0.1 * random.nextGaussian());
    }
    return new Clip(noise, rate);
  }

  /** Feeds samples in pieces of random sizes. */
  private static float[] inPieces(
      float[] samples, BiFunction<float[], Integer, float[]> next, float[] end) {
    SplittableRandom random = new SplittableRandom(2);
    float[] all = new float[0];
    for (int from = 0; from < samples.length; ) {
      int to = Math.min(samples.length, from + random.nextInt(700));
      all = joined(all, next.apply(Arrays.copyOfRange(samples, from, to), to - from));
      from = to;
    }
    return joined(all, end);
  }

  private static float[] joined(float[] a, float[] b) {
    float[] all = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, all, a.length, b.length);
    return all;
  }

  @Test
  void aToneIsLoudestInItsBand() {
    Hearing hearing = Hearing.of(16_000, Hearing.LOG_MEL);
    float[] frames = Ear.hear(tone(1000, 16_000, 0.5), hearing);
    assertThat(frames).hasSize(hearing.frames(8000) * 80);
    int loudest = 0;
    for (int i = 1; i < 80; i++) {
      loudest = frames[800 + i] > frames[800 + loudest] ? i : loudest;
    }
    // 81 equal steps from 20 Hz to 8 kHz on the mel scale: 1000 Hz lies at step 28.1.
    assertThat(loudest + 1).isEqualTo(28);
  }

  @Test
  void whatIsHeardDoesNotDependOnThePieces() {
    for (String features : new String[] {Hearing.LOG_MEL, Hearing.MFCC}) {
      Hearing hearing = Hearing.of(8000, features);
      float[] samples = noise(5000, 8000).samples();
      float[] whole = new Ear(hearing).next(samples, samples.length);
      Ear ear = new Ear(hearing);
      assertThat(inPieces(samples, ear::next, new float[0])).isEqualTo(whole);
      assertThat(ear.end()).isEmpty();
      assertThat(whole).hasSize(hearing.frames(5000) * hearing.size());
    }
  }

  @Test
  void aRateIsChangedInPiecesAsAtOnce() {
    float[] samples = noise(5000, 44_100).samples();
    float[] whole = new Resampler(44_100, 16_000).all(samples);
    Resampler resampler = new Resampler(44_100, 16_000);
    float[] head = inPieces(samples, resampler::next, new float[0]);
    assertThat(joined(head, resampler.end())).isEqualTo(whole);
    assertThat(whole).hasSize((int) Math.ceil(5000 * 16_000 / 44_100.0));
  }

  @Test
  void aToneKeepsItsPitchAtAnotherRate() {
    for (int rate : new int[] {11_025, 16_000, 48_000}) {
      float[] heard = tone(440, rate, 0.2).at(8000).samples();
      float[] expected = tone(440, 8000, 0.2).samples();
      for (int i = 200; i < 1400; i++) {
        assertThat((double) heard[i]).as("%d Hz, %d", rate, i).isCloseTo(expected[i], within(2e-3));
      }
    }
  }

  @Test
  void whatTheLowerRateCannotHoldIsGone() {
    float[] heard = tone(6000, 16_000, 0.2).at(8000).samples();
    for (int i = 200; i < 1400; i++) {
      assertThat((double) heard[i]).isCloseTo(0, within(2e-3));
    }
  }

  @Test
  void fasterIsShorterAndHigher() {
    Clip clip = tone(400, 8000, 0.5).faster(1.1);
    assertThat(clip.rate()).isEqualTo(8000);
    assertThat(clip.samples()).hasSize((int) Math.ceil(4000 / 1.1));
    float[] expected = tone(440, 8000, 0.5).samples();
    for (int i = 200; i < 3000; i++) {
      assertThat((double) clip.samples()[i]).isCloseTo(expected[i], within(2e-3));
    }
  }

  @Test
  void silenceAndOneSampleGiveNumbers() {
    Hearing hearing = Hearing.of(8000, Hearing.MFCC);
    float[] heard = Ear.hear(new Clip(new float[] {0}, 8000), hearing);
    assertThat(heard).hasSize(13);
    for (float number : heard) {
      assertThat(number).isFinite();
    }
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    assertThatThrownBy(() -> Hearing.of(4000, Hearing.MFCC))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("--rate: expected 8000 to 48000");
    assertThatThrownBy(() -> Hearing.of(8000, "plp")).hasMessageContaining("--features");
    // No command has an option for these; they stand in a model's settings.
    assertThatThrownBy(() -> new Hearing(8000, Hearing.MFCC, 20, 21, 25, 10))
        .hasMessage("coefficients: expected 2 to the number of bands, 20, but found 21.");
    assertThatThrownBy(() -> new Hearing(8000, Hearing.MFCC, 20, 13, 25, 0))
        .hasMessage("hop: expected 1 to 1000 milliseconds but found 0.0.");
    assertThatThrownBy(() -> new Hearing(8000, Hearing.MFCC, 20, 13, 5, 10))
        .hasMessage("window: expected hop to 1000 milliseconds but found 5.0.");
  }
}
