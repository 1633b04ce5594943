package eddy.frames;

import eddy.layer.Layer;
import eddy.tensor.Array;
import eddy.tensor.Parameter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * What needs no network: the most frequent label; and the label whose clips look most like a clip
 * when all frames are laid over each other: the one with the nearest mean.
 *
 * <p>K classes, N numbers a frame. Parameters: {@code baselines.shares} [K], how frequent each
 * class is, and {@code baselines.means} [K, N], the mean frame of its clips.
 */
final class Baselines implements Layer {
  private final Parameter shares;
  private final Parameter means;

  /** Untrained ones, to be given the weights of a model folder. */
  Baselines(FramesConfig config) {
    shares = new Parameter(Array.zeros(config.labels().size()));
    means = new Parameter(Array.zeros(config.labels().size(), config.area()));
  }

  @Override
  public SequencedMap<String, Parameter> parameters() {
    SequencedMap<String, Parameter> all = new LinkedHashMap<>();
    all.put("baselines.shares", shares);
    all.put("baselines.means", means);
    return all;
  }

  void train(Encoded train) {
    int classes = shares.data().length;
    int area = means.shape().last();
    double[][] sums = new double[classes][area];
    int[] counts = new int[classes];
    for (int i = 0; i < train.size(); i++) {
      double[] mean = mean(train.clips().get(i));
      int label = train.labels()[i];
      counts[label]++;
      for (int n = 0; n < area; n++) {
        sums[label][n] += mean[n];
      }
    }
    for (int c = 0; c < classes; c++) {
      shares.data()[c] = (float) counts[c] / train.size();
      for (int n = 0; n < area; n++) {
        means.data()[c * area + n] = (float) (sums[c][n] / Math.max(1, counts[c]));
      }
    }
  }

  private static double[] mean(Clip clip) {
    int area = clip.area();
    int[] sums = new int[area];
    byte[] pixels = clip.pixels();
    for (int at = 0; at < pixels.length; at += area) {
      for (int n = 0; n < area; n++) {
        sums[n] += pixels[at + n] & 0xff;
      }
    }
    return Arrays.stream(sums).mapToDouble(sum -> (double) sum / clip.frames()).toArray();
  }

  /** What each baseline says of clips, as probabilities of the classes. */
  SequencedMap<String, List<float[]>> probabilities(List<Clip> clips) {
    SequencedMap<String, List<float[]>> all = new LinkedHashMap<>();
    float[] frequent = shares.data().clone();
    all.put("most_frequent", clips.stream().map(_ -> frequent).toList());
    all.put("nearest_mean", clips.stream().map(clip -> nearest(mean(clip))).toList());
    return all;
  }

  /** A class without clips in the training, whose mean means nothing, is never the nearest. */
  private float[] nearest(double[] mean) {
    float[] one = new float[shares.data().length];
    double best = Double.POSITIVE_INFINITY;
    int nearest = 0;
    for (int c = 0; c < one.length; c++) {
      double distance = shares.data()[c] > 0 ? 0 : Double.POSITIVE_INFINITY;
      for (int n = 0; n < mean.length && distance < best; n++) {
        double gap = mean[n] - means.data()[c * mean.length + n];
        distance += gap * gap;
      }
      if (distance < best) {
        best = distance;
        nearest = c;
      }
    }
    one[nearest] = 1;
    return one;
  }
}
