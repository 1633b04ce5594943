package eddy.series;

import java.util.Arrays;
import java.util.List;

/**
 * What makes of numbers some whose mean over the training part is 0 and whose deviation is 1.
 *
 * @param mean of each channel
 * @param deviation of each channel, above zero
 */
public record Scaling(List<Float> mean, List<Float> deviation) {
  /** Leaves a single channel as it is. */
  static final Scaling NONE = new Scaling(List.of(0f), List.of(1f));

  public Scaling {
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
  }

  /**
   * The scaling of some sequences.
   *
   * @param rows each step by step
   * @param channels numbers a step
   * @param together whether all channels have one scale, as the pixels of a picture do, some of
   *     which hardly ever differ from black
   */
  static Scaling of(List<float[]> rows, int channels, boolean together) {
    int groups = together ? 1 : channels;
    double[] sums = new double[groups];
    double[] squares = new double[groups];
    long count = 0;
    for (float[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        sums[i % groups] += row[i];
      }
      count += row.length / groups;
    }
    for (int g = 0; g < groups; g++) {
      sums[g] /= count;
    }
    for (float[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        double distance = row[i] - sums[i % groups];
        squares[i % groups] += distance * distance;
      }
    }
    Float[] mean = new Float[channels];
    Float[] deviation = new Float[channels];
    for (int c = 0; c < channels; c++) {
      double root = Math.sqrt(squares[c % groups] / count);
      mean[c] = (float) sums[c % groups];
      // A channel that never changes says nothing, and stays at zero.
      deviation[c] = root > 0 && (float) root > 0 ? (float) root : 1f;
    }
    return new Scaling(Arrays.asList(mean), Arrays.asList(deviation));
  }

  /** A sequence as the network sees it. */
  float[] scaled(float[] values) {
    int channels = mean.size();
    float[] scaled = new float[values.length];
    for (int c = 0; c < channels; c++) {
      float middle = mean.get(c);
      float unit = deviation.get(c);
      for (int i = c; i < values.length; i += channels) {
        scaled[i] = (values[i] - middle) / unit;
      }
    }
    return scaled;
  }

  /** The number that a scaled one of the only channel stands for. */
  float original(float scaled) {
    return scaled * deviation.getFirst() + mean.getFirst();
  }
}
