package eddy.transcribe;

/**
 * Brings each feature to mean 0 and variance 1 of a recording, beginning with the mean and variance
 * of the training part, which count as much as one second.
 *
 * <p>For a stream they run: what has been heard so far counts, and what is long ago fades. Belongs
 * to one recording.
 */
final class Normalizer {
  private static final int PRIOR = 100;

  /** So many vectors, half a minute, are remembered. */
  private static final int MEMORY = 3000;

  private static final double FLOOR = 1e-4;

  private final double[] means;
  private final double[] variances;
  private int count = PRIOR;

  Normalizer(TranscribeConfig config) {
    means = config.means().stream().mapToDouble(Float::doubleValue).toArray();
    variances = config.deviations().stream().mapToDouble(d -> (double) d * d).toArray();
  }

  /**
   * Normalizes the vectors that come next.
   *
   * @param frames one after the other; modified
   * @param running whether each only knows those before it
   */
  void apply(float[] frames, boolean running) {
    int width = means.length;
    if (!running) {
      for (int at = 0; at < frames.length; at += width) {
        observe(frames, at);
      }
    }
    for (int at = 0; at < frames.length; at += width) {
      if (running) {
        observe(frames, at);
      }
      for (int i = 0; i < width; i++) {
        double deviation = Math.sqrt(Math.max(variances[i], FLOOR));
        frames[at + i] = (float) ((frames[at + i] - means[i]) / deviation);
      }
    }
  }

  private void observe(float[] frames, int at) {
    count = Math.min(count + 1, MEMORY);
    for (int i = 0; i < means.length; i++) {
      double change = frames[at + i] - means[i];
      means[i] += change / count;
      variances[i] += (change * (frames[at + i] - means[i]) - variances[i]) / count;
    }
  }
}
