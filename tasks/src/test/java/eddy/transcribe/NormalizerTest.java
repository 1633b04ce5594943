package eddy.transcribe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import eddy.sound.Hearing;
import java.util.Arrays;
import java.util.Collections;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NormalizerTest {
  private static final int WIDTH = 13;

  private static Normalizer normalizer() {
    return new Normalizer(
        new TranscribeConfig(
            "word",
            Hearing.of(8000, Hearing.MFCC),
            Collections.nCopies(WIDTH, 5f),
            Collections.nCopies(WIDTH, 2f),
            "lstm",
            1,
            1,
            false,
            1,
            0,
            TranscribeData.Columns.USUAL,
            "",
            ""));
  }

  /** Numbers of mean -3 and deviation 7, far from those of the training part. */
  private static float[] frames(int count) {
    SplittableRandom random = new SplittableRandom(1);
    float[] frames = new float[count * WIDTH];
    for (int i = 0; i < frames.length; i++) {
      frames[i] = (float) (-3 + 7 * random.nextGaussian());
    }
    return frames;
  }

  private static double[] moments(float[] frames, int from, int to) {
    double sum = 0;
    double squares = 0;
    for (int t = from; t < to; t++) {
      sum += frames[t * WIDTH];
      squares += (double) frames[t * WIDTH] * frames[t * WIDTH];
    }
    double mean = sum / (to - from);
    return new double[] {mean, squares / (to - from) - mean * mean};
  }

  @Test
  void aLongRecordingIsBroughtToMeanZeroAndVarianceOne() {
    for (boolean running : new boolean[] {false, true}) {
      float[] frames = frames(6000);
      normalizer().apply(frames, running);
      double[] moments = moments(frames, 4000, 6000);
      assertThat(moments[0]).isCloseTo(0, within(0.1));
      assertThat(moments[1]).isCloseTo(1, within(0.1));
    }
  }

  @Test
  void aSingleVectorIsJudgedByTheTrainingPart() {
    float[] frame = new float[WIDTH];
    Arrays.fill(frame, 7);
    normalizer().apply(frame, true);
    // One away from the mean 5 of deviation 2, of which it is a hundredth by now.
    assertThat(frame[0]).isCloseTo(0.99f, within(0.01f));
  }

  @Test
  void runningDoesNotDependOnThePieces() {
    float[] whole = frames(200);
    float[] pieces = whole.clone();
    normalizer().apply(whole, true);
    Normalizer running = normalizer();
    for (int from = 0; from < 200; from += 40) {
      float[] piece = Arrays.copyOfRange(pieces, from * WIDTH, (from + 40) * WIDTH);
      running.apply(piece, true);
      System.arraycopy(piece, 0, pieces, from * WIDTH, piece.length);
    }
    assertThat(pieces).isEqualTo(whole);
  }
}
