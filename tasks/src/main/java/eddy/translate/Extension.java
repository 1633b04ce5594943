package eddy.translate;

import eddy.data.PaddedIds;
import eddy.layer.Attention;
import eddy.recurrent.State;
import eddy.tensor.Array;
import eddy.tensor.Sequence;
import eddy.tensor.Shape;
import eddy.tensor.Tape;
import eddy.tensor.Workspace;
import eddy.text.Vocabulary;
import java.util.Arrays;
import java.util.List;

/** The hypotheses of a batch of sentences, and what a network needs to extend them. */
final class Extension implements BeamSearch.Model {
  private final TranslateNetwork network;
  private final Workspace workspace;
  private Array states;
  private Array keys;
  private int[] lengths;
  private State state;

  /** How much attention each token has got from each hypothesis so far. */
  private float[][] covered;

  /** Which of the sentences that are left each hypothesis belongs to, in ascending order. */
  private int[] sentences;

  Extension(TranslateNetwork network, Workspace workspace, List<int[]> sources) {
    this.network = network;
    this.workspace = workspace;
    try (Tape tape = workspace.inference()) {
      TranslateNetwork.Encoded encoded =
          network.encode(tape, PaddedIds.of(sources, Vocabulary.UNKNOWN));
      states = encoded.memory().states().values().toArray();
      keys = encoded.memory().keys().values().toArray();
      lengths = encoded.memory().states().lengths();
      state = State.of(encoded.state());
    }
    sentences = new int[lengths.length];
    Arrays.setAll(sentences, i -> i);
    covered = new float[lengths.length][states.shape().dimension(1)];
  }

  /**
   * Several networks as one, whose probabilities are averaged.
   *
   * @param networks of one vocabulary on each side
   */
  static BeamSearch.Model of(
      List<TranslateNetwork> networks, Workspace workspace, List<int[]> sources) {
    List<Extension> all =
        networks.stream().map(network -> new Extension(network, workspace, sources)).toList();
    return all.size() == 1 ? all.getFirst() : new Ensemble(all);
  }

  private record Ensemble(List<Extension> members) implements BeamSearch.Model {

    @Override
    public float[] extend(int[] origins, int[] tokens) {
      float[][] all = new float[members.size()][];
      for (int m = 0; m < all.length; m++) {
        all[m] = members.get(m).extend(origins, tokens);
      }
      float[] mean = new float[all[0].length];
      for (int i = 0; i < mean.length; i++) {
        double sum = 0;
        for (float[] one : all) {
          sum += Math.exp(one[i]);
        }
        mean[i] = (float) Math.log(sum / all.length);
      }
      return mean;
    }

    @Override
    public double coverage(int row) {
      return members.stream().mapToDouble(member -> member.coverage(row)).average().orElseThrow();
    }
  }

  @Override
  public float[] extend(int[] origins, int[] tokens) {
    int[] own = Arrays.stream(origins).map(row -> sentences[row]).toArray();
    int[] left = Arrays.stream(own).distinct().toArray();
    if (left.length < lengths.length) {
      states = rows(states, left);
      keys = rows(keys, left);
      lengths = Arrays.stream(left).map(i -> lengths[i]).toArray();
    }
    int[] counts = new int[left.length];
    sentences = new int[own.length];
    int sentence = 0;
    for (int row = 0; row < own.length; row++) {
      sentence += own[row] == left[sentence] ? 0 : 1;
      sentences[row] = sentence;
      counts[sentence]++;
    }
    try (Tape tape = workspace.inference()) {
      Sequence remembered = new Sequence(tape.constant(states), lengths);
      TranslateNetwork.Step step =
          network.step(
              tape,
              tokens,
              state.select(origins).on(tape),
              new Attention.Memory(remembered, remembered.with(tape.constant(keys))),
              counts);
      state = State.of(step.state());
      cover(origins, step.weights().toArray().data());
      return step.logProbabilities().toArray().data();
    }
  }

  private void cover(int[] origins, float[] weights) {
    float[][] next = new float[origins.length][];
    for (int row = 0; row < origins.length; row++) {
      next[row] = covered[origins[row]].clone();
      for (int s = 0; s < next[row].length; s++) {
        next[row][s] += weights[row * next[row].length + s];
      }
    }
    covered = next;
  }

  @Override
  public double coverage(int row) {
    double sum = 0;
    for (int s = 0; s < lengths[sentences[row]]; s++) {
      sum += Math.log(Math.clamp(covered[row][s], Float.MIN_NORMAL, 1f));
    }
    return sum;
  }

  private static Array rows(Array from, int[] rows) {
    int[] shape = from.shape().toArray();
    int size = from.shape().size() / shape[0];
    shape[0] = rows.length;
    float[] to = new float[rows.length * size];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(from.data(), rows[i] * size, to, i * size, size);
    }
    return new Array(Shape.of(shape), to);
  }
}
