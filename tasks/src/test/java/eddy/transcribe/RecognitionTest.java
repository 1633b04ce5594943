package eddy.transcribe;

import static org.assertj.core.api.Assertions.assertThat;

import eddy.sound.Clip;
import eddy.sound.Ear;
import eddy.sound.Hearing;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecognitionTest {
  /** Three seconds of a bright hiss, but from 2.3 to 2.6 s of a dull one, a sixth as loud. */
  private static Clip clip() {
    SplittableRandom random = new SplittableRandom(3);
    float[] samples = new float[24_000];
    double before = 0;
    for (int i = 0; i < samples.length; i++) {
      double noise = random.nextGaussian();
      boolean dull = i >= 2.3 * 8000 && i < 2.6 * 8000;
      samples[i] = (float) (dull ? 0.01 * (noise + before) : 0.06 * (noise - before));
      before = noise;
    }
    return new Clip(samples, 8000);
  }

  @ParameterizedTest
  @ValueSource(strings = {Hearing.LOG_MEL, Hearing.MFCC})
  void aLongRecordingIsCutWhereItIsQuiet(String features) {
    Hearing hearing = Hearing.of(8000, features);
    float[] frames = Ear.hear(clip(), hearing);
    int cut = Recognition.quietest(frames, frames.length, hearing) / hearing.size();
    assertThat(cut * hearing.hop()).isBetween(2350.0, 2550.0);
  }
}
