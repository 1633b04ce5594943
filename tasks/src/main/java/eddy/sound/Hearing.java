package eddy.sound;

import eddy.format.BadInput;

/**
 * What a network hears of sound: one vector of features every few milliseconds.
 *
 * @param rate samples a second that sound is brought to
 * @param features {@link #LOG_MEL} or {@link #MFCC}
 * @param bands of the mel scale
 * @param coefficients of the cepstrum, for {@link #MFCC}
 * @param window milliseconds that a vector looks at
 * @param hop milliseconds from one to the next
 */
public record Hearing(
    int rate, String features, int bands, int coefficients, double window, double hop) {
  /** Logarithms of the energy in bands that are equally wide to the ear. */
  public static final String LOG_MEL = "log-mel";

  /** Mel-frequency cepstral coefficients. */
  public static final String MFCC = "mfcc";

  public Hearing {
    require(
        rate >= Wav.LOWEST_RATE && rate <= Wav.HIGHEST_RATE,
        "--rate",
        Wav.LOWEST_RATE + " to " + Wav.HIGHEST_RATE,
        rate);
    require(
        features.equals(LOG_MEL) || features.equals(MFCC),
        "--features",
        LOG_MEL + " or " + MFCC,
        "'" + features + "'");
    require(bands >= 2 && bands <= 256, "--bands", "2 to 256", bands);
    require(
        coefficients >= 2 && (coefficients <= bands || features.equals(LOG_MEL)),
        "coefficients",
        "2 to the number of bands, " + bands + ",",
        coefficients);
    require(hop >= 1 && hop <= 1000, "hop", "1 to 1000 milliseconds", hop);
    require(window >= hop && window <= 1000, "window", "hop to 1000 milliseconds", window);
  }

  /** Names the option where there is one; the other settings stand in a model folder alone. */
  private static void require(boolean holds, String setting, String expected, Object found) {
    if (!holds) {
      throw new BadInput(setting + ": expected " + expected + " but found " + found + ".");
    }
  }

  /** The usual settings: windows of 25 ms, one every 10 ms. */
  public static Hearing of(int rate, String features) {
    return new Hearing(rate, features, rate <= 8000 ? 40 : 80, 13, 25, 10);
  }

  /** How many numbers a vector has. */
  public int size() {
    return features.equals(MFCC) ? coefficients : bands;
  }

  /** Samples that a vector looks at. */
  public int windowSamples() {
    return (int) Math.round(rate * window / 1000);
  }

  /** Samples from one vector to the next. */
  public int hopSamples() {
    return (int) Math.round(rate * hop / 1000);
  }

  /** How many vectors so many samples give: one at least. */
  public int frames(long samples) {
    return (int) Math.max(1, (samples - windowSamples()) / hopSamples() + 1);
  }
}
