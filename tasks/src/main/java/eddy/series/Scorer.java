package eddy.series;

import eddy.data.Batches;
import eddy.tensor.Softmax;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import eddy.tensor.Workspace;
import java.util.Arrays;
import java.util.List;

/**
 * Reads sequences with a network and says how likely each label is, or which number it expects.
 *
 * @param workspace what it computes with
 */
record Scorer(SeriesNetwork network, SeriesConfig config, Workspace workspace) {
  /** Numbers that are read at a time, padding included; how many changes no bit of a result. */
  private static final int NUMBERS = 1 << 18;

  /** Sequences that are read at a time. */
  private static final int MOST = 256;

  /** The probabilities of the classes, or the one number in its own unit, of each sequence. */
  List<float[]> outputs(List<float[]> values) {
    int[] lengths = values.stream().mapToInt(each -> each.length).toArray();
    float[][] all = new float[lengths.length][];
    int width = config.outputs();
    for (int[] items : Batches.longestFirst(lengths, NUMBERS, MOST)) {
      try (Tape tape = workspace.inference()) {
        Tensor outputs = network.outputs(tape, Arrays.stream(items).mapToObj(values::get).toList());
        float[] data = config.numeric() ? outputs.data() : Softmax.softmax(outputs).data();
        for (int i = 0; i < items.length; i++) {
          float[] own = Arrays.copyOfRange(data, i * width, (i + 1) * width);
          if (config.numeric()) {
            own[0] = config.target().original(own[0]);
          }
          all[items[i]] = own;
        }
      }
    }
    return List.of(all);
  }

  /**
   * What is said of a sequence after its first steps, so many of them as are asked for.
   *
   * @param steps ascending, each from 1 to the length
   */
  List<float[]> running(float[] values, int[] steps) {
    int channels = config.channels().size();
    return outputs(
        Arrays.stream(steps).mapToObj(t -> Arrays.copyOf(values, t * channels)).toList());
  }
}
