package eddy.sound;

import java.util.Arrays;
import org.jtransforms.fft.FloatFFT_1D;

/**
 * Turns sound into vectors of features, block by block: what comes out does not depend on the
 * blocks.
 *
 * <p>Of each window: pre-emphasis by 0.97, a Hann window, the power spectrum, its sums under
 * triangles that are equally wide on the mel scale (1127 ln(1 + f / 700)) from 20 Hz to half the
 * rate, and their logarithms; for MFCC their orthonormal cosine transform, Davis and Mermelstein,
 * "Comparison of parametric representations for monosyllabic word recognition", 1980. Belongs to
 * one thread.
 */
public final class Ear {
  private static final double EMPHASIS = 0.97;
  private static final double LOWEST = 20;

  /** Below so little energy it is silence; the noise of 16 bits has about as much. */
  private static final double FLOOR = 1e-7;

  private final Hearing hearing;
  private final float[] window;
  private final FloatFFT_1D transform;
  private final float[] spectrum;
  private final int[] firstBin;
  private final float[][] triangles;
  private final double[][] cosines;
  private float[] kept = new float[0];
  private int size;
  private boolean spoken;

  /** An ear for one sound. */
  public Ear(Hearing hearing) {
    this.hearing = hearing;
    int width = hearing.windowSamples();
    window = new float[width];
    for (int i = 0; i < width; i++) {
      window[i] = (float) (0.5 - 0.5 * Math.cos(2 * Math.PI * i / width));
    }
    int points = Math.max(2, Integer.highestOneBit(Math.max(1, 2 * width - 1)));
    transform = new FloatFFT_1D(points);
    spectrum = new float[points];
    triangles = new float[hearing.bands()][];
    firstBin = new int[hearing.bands()];
    makeTriangles(points);
    cosines = cosines(hearing.features().equals(Hearing.MFCC) ? hearing.coefficients() : 0);
  }

  private void makeTriangles(int points) {
    double low = mel(LOWEST);
    double step = (mel(hearing.rate() / 2.0) - low) / (hearing.bands() + 1);
    double[] mels = new double[points / 2];
    Arrays.setAll(mels, bin -> mel((double) bin * hearing.rate() / points));
    for (int band = 0; band < triangles.length; band++) {
      double from = low + band * step;
      float[] weights = new float[points / 2];
      int first = -1;
      int last = -1;
      for (int bin = 0; bin < weights.length; bin++) {
        double distance = Math.abs(mels[bin] - from - step);
        weights[bin] = (float) Math.max(0, 1 - distance / step);
        if (weights[bin] > 0) {
          first = first < 0 ? bin : first;
          last = bin;
        }
      }
      if (first < 0) {
        // A band narrower than the distance of two bins takes the nearest.
        double hertz = 700 * Math.expm1((from + step) / 1127);
        first = (int) Math.round(hertz * points / hearing.rate());
        last = first;
        weights[first] = 1;
      }
      firstBin[band] = first;
      triangles[band] = Arrays.copyOfRange(weights, first, last + 1);
    }
  }

  private static double mel(double hertz) {
    return 1127 * Math.log1p(hertz / 700);
  }

  private double[][] cosines(int coefficients) {
    int bands = hearing.bands();
    double[][] rows = new double[coefficients][bands];
    for (int k = 0; k < coefficients; k++) {
      for (int i = 0; i < bands; i++) {
        double scale = Math.sqrt((k == 0 ? 1.0 : 2.0) / bands);
        rows[k][i] = scale * Math.cos(Math.PI * k * (i + 0.5) / bands);
      }
    }
    return rows;
  }

  /**
   * The vectors that a block of samples completes.
   *
   * @return {@link Hearing#size} numbers for each, one after the other
   */
  public float[] next(float[] samples, int count) {
    if (size + count > kept.length) {
      kept = Arrays.copyOf(kept, Math.max(2 * kept.length, size + count));
    }
    System.arraycopy(samples, 0, kept, size, count);
    size += count;
    int hop = hearing.hopSamples();
    int frames = size < window.length ? 0 : (size - window.length) / hop + 1;
    float[] out = new float[frames * hearing.size()];
    for (int f = 0; f < frames; f++) {
      hear(f * hop, out, f * hearing.size());
    }
    int gone = Math.min(size, frames * hop);
    System.arraycopy(kept, gone, kept, 0, size - gone);
    size -= gone;
    spoken |= frames > 0;
    return out;
  }

  /** The only vector of a sound that is shorter than a window, and else none. */
  public float[] end() {
    int missing = window.length - size;
    return spoken || missing <= 0 ? new float[0] : next(new float[missing], missing);
  }

  /** All vectors of a sound, which is brought to the right rate. */
  public static float[] hear(Clip clip, Hearing hearing) {
    Ear ear = new Ear(hearing);
    float[] samples = clip.at(hearing.rate()).samples();
    float[] frames = ear.next(samples, samples.length);
    return frames.length > 0 ? frames : ear.end();
  }

  private void hear(int at, float[] out, int outAt) {
    Arrays.fill(spectrum, 0);
    for (int i = 0; i < window.length; i++) {
      float before = kept[at + Math.max(0, i - 1)];
      spectrum[i] = (float) ((kept[at + i] - EMPHASIS * before) * window[i]);
    }
    transform.realForward(spectrum);
    int bins = spectrum.length / 2;
    // The second number is the power at half the rate, which no band reaches.
    spectrum[1] = 0;
    for (int bin = 0; bin < bins; bin++) {
      float re = spectrum[2 * bin];
      float im = spectrum[2 * bin + 1];
      spectrum[bin] = re * re + im * im;
    }
    double[] logs = new double[triangles.length];
    for (int band = 0; band < logs.length; band++) {
      double sum = 0;
      for (int i = 0; i < triangles[band].length; i++) {
        sum += triangles[band][i] * spectrum[firstBin[band] + i];
      }
      logs[band] = Math.log(Math.max(sum, FLOOR));
    }
    for (int k = 0; k < hearing.size(); k++) {
      double sum = cosines.length == 0 ? logs[k] : 0;
      for (int i = 0; i < logs.length && cosines.length > 0; i++) {
        sum += cosines[k][i] * logs[i];
      }
      out[outAt + k] = (float) sum;
    }
  }
}
