package eddy.sound;

import java.util.List;

/**
 * Some sound that is held in memory.
 *
 * @param samples of one channel, full scale is 1; not copied
 * @param rate samples a second
 */
public record Clip(float[] samples, int rate) {

  /** Pieces of sound one after another. */
  public static Clip joined(List<float[]> pieces, int rate) {
    float[] all = new float[pieces.stream().mapToInt(piece -> piece.length).sum()];
    int at = 0;
    for (float[] piece : pieces) {
      System.arraycopy(piece, 0, all, at, piece.length);
      at += piece.length;
    }
    return new Clip(all, rate);
  }

  /** How long it lasts. */
  public double seconds() {
    return (double) samples.length / rate;
  }

  /** The same sound at another rate. */
  public Clip at(int other) {
    return other == rate ? this : new Clip(new Resampler(rate, other).all(samples), other);
  }

  /** Faster and higher, or slower and lower below 1, as a tape at another speed sounds. */
  public Clip faster(double speed) {
    int played = (int) Math.round(rate * speed);
    return played == rate ? this : new Clip(new Resampler(played, rate).all(samples), rate);
  }
}
