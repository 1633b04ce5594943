package eddy.transcribe;

import eddy.sound.Clip;
import java.util.SplittableRandom;

/**
 * How recordings are changed a little each time they are trained on: what is changed, and how, is a
 * function of seed, epoch and recording.
 *
 * <p>Ko et al., "Audio augmentation for speech recognition", Interspeech 2015: a tenth faster or
 * slower, or as it is. Park et al., "SpecAugment", Interspeech 2019: two stripes of bands and two
 * of time are blanked out.
 *
 * @param speed whether the speed is changed
 * @param masks whether stripes are blanked out
 */
record Augmentation(boolean speed, boolean masks) {
  private static final double[] SPEEDS = {0.9, 1, 1.1};
  private static final int STRIPES = 2;

  /** The widest stripe of bands as a share of all. */
  private static final double BANDS = 0.2;

  /** The longest stripe of time as a share of the recording, and in vectors. */
  private static final double SHARE = 0.1;

  private static final int LONGEST = 40;

  SplittableRandom random(long seed, int epoch, int item) {
    long key = (seed * 0xbf58476d1ce4e5b9L + epoch) * 0x94d049bb133111ebL + item;
    return new SplittableRandom(key);
  }

  /** A recording at a drawn speed. */
  Clip faster(Clip clip, SplittableRandom random) {
    return speed ? clip.faster(SPEEDS[random.nextInt(SPEEDS.length)]) : clip;
  }

  /** Sets stripes to zero, which is the mean. */
  void mask(float[] frames, int width, SplittableRandom random) {
    if (!masks) {
      return;
    }
    int length = frames.length / width;
    for (int stripe = 0; stripe < STRIPES; stripe++) {
      int bands = random.nextInt((int) (width * BANDS) + 1);
      int first = random.nextInt(width - bands + 1);
      for (int t = 0; t < length; t++) {
        for (int i = first; i < first + bands; i++) {
          frames[t * width + i] = 0;
        }
      }
      int steps = random.nextInt(Math.min(LONGEST, (int) (length * SHARE)) + 1);
      int from = random.nextInt(length - steps + 1);
      for (int i = from * width; i < (from + steps) * width; i++) {
        frames[i] = 0;
      }
    }
  }
}
