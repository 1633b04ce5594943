package eddy.series;

import eddy.layer.Layer;
import eddy.tensor.Array;
import eddy.tensor.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * What needs no network: the most frequent label, or the mean; and the label, or the number, of the
 * training sequence that is nearest by {@link Warping}, all channels scaled as for the network.
 *
 * <p>N sequences of S steps and F channels together, C classes or 1 for a number. Parameters:
 * {@code baselines.shares} [C], how frequent each class is, or the mean [1]; {@code
 * baselines.values} [S, F], {@code baselines.lengths} [N], {@code baselines.targets} [N] where the
 * nearest one is affordable.
 */
final class Baselines implements Layer {
  /**
   * The most differences of two numbers that comparing one sequence with all of the training may
   * take, some hundredths of a second.
   */
  private static final double AFFORDABLE = 3e7;

  private final SeriesConfig config;
  private final SequencedMap<String, Parameter> parameters = new LinkedHashMap<>();

  /** Untrained ones, to be given the weights of a model folder. */
  Baselines(SeriesConfig config) {
    this.config = config;
    add("shares", Array.zeros(config.outputs()));
    if (config.neighbours() > 0) {
      add("values", Array.zeros(config.neighbourSteps(), config.channels().size()));
      add("lengths", Array.zeros(config.neighbours()));
      add("targets", Array.zeros(config.neighbours()));
    }
  }

  private void add(String name, Array value) {
    parameters.put("baselines." + name, new Parameter(value));
  }

  @Override
  public SequencedMap<String, Parameter> parameters() {
    return parameters;
  }

  /**
   * Whether one sequence as long as the mean can be compared with all.
   *
   * @param sequences how many there are
   * @param steps of all together
   */
  static boolean affordable(int sequences, long steps, int channels) {
    return (double) steps * steps / sequences * channels <= AFFORDABLE;
  }

  void train(Encoded train) {
    float[] shares = data("shares");
    for (float target : train.targets()) {
      shares[config.numeric() ? 0 : (int) target] += (config.numeric() ? target : 1) / train.size();
    }
    if (config.neighbours() > 0) {
      int at = 0;
      for (int i = 0; i < train.size(); i++) {
        float[] scaled = config.inputs().scaled(train.values().get(i));
        System.arraycopy(scaled, 0, data("values"), at, scaled.length);
        at += scaled.length;
        data("lengths")[i] = (float) scaled.length / config.channels().size();
        data("targets")[i] = train.targets()[i];
      }
    }
  }

  private float[] data(String name) {
    return parameters.get("baselines." + name).data();
  }

  /** What each baseline says of sequences: probabilities of the classes, or one number. */
  SequencedMap<String, List<float[]>> outputs(List<float[]> values) {
    SequencedMap<String, List<float[]>> all = new LinkedHashMap<>();
    float[] shares = data("shares").clone();
    all.put(config.numeric() ? "mean" : "most_frequent", values.stream().map(_ -> shares).toList());
    if (config.neighbours() > 0) {
      List<float[]> neighbours = neighbours();
      all.put(
          "nearest_by_warping",
          values.stream().map(each -> nearest(config.inputs().scaled(each), neighbours)).toList());
    }
    return all;
  }

  private List<float[]> neighbours() {
    List<float[]> neighbours = new ArrayList<>();
    int at = 0;
    for (float length : data("lengths")) {
      int count = (int) length * config.channels().size();
      neighbours.add(Arrays.copyOfRange(data("values"), at, at + count));
      at += count;
    }
    return neighbours;
  }

  private float[] nearest(float[] scaled, List<float[]> neighbours) {
    double best = Double.POSITIVE_INFINITY;
    float target = data("targets")[0];
    for (int i = 0; i < neighbours.size(); i++) {
      double distance = Warping.distance(scaled, neighbours.get(i), config.channels().size(), best);
      if (distance < best) {
        best = distance;
        target = data("targets")[i];
      }
    }
    float[] output = new float[config.outputs()];
    output[config.numeric() ? 0 : (int) target] = config.numeric() ? target : 1;
    return output;
  }
}
