package eddy.series;

import eddy.task.BatchesByLength;
import eddy.task.Labels;
import eddy.train.TrainingData;
import java.util.Arrays;
import java.util.List;

/**
 * Sequences with what is to be predicted of each as a number.
 *
 * @param values of each, as the files have them
 * @param targets of each the number of its class, or the number itself
 */
record Encoded(List<float[]> values, float[] targets) {

  /**
   * Encodes sequences.
   *
   * @throws eddy.format.BadInput with the place of a label that is none of the model's, or no
   *     number
   */
  static Encoded of(List<Example> examples, SeriesConfig config) {
    float[] targets = new float[examples.size()];
    for (int i = 0; i < targets.length; i++) {
      Example example = examples.get(i);
      targets[i] =
          config.numeric()
              ? Values.parse(example.label(), example.place() + ", " + config.format().label())
              : Labels.number(example.label(), config.labels(), example.place());
    }
    return new Encoded(examples.stream().map(Example::values).toList(), targets);
  }

  int size() {
    return targets.length;
  }

  /** The classes, as scores want them. */
  List<int[]> labels() {
    int[][] labels = new int[size()][];
    Arrays.setAll(labels, i -> new int[] {(int) targets[i]});
    return List.of(labels);
  }

  /** Batches of sequences of similar length, in an order that depends on seed and epoch. */
  TrainingData<SeriesBatch> batches(int size, long seed, int channels) {
    int[] lengths = values.stream().mapToInt(each -> each.length / channels).toArray();
    return new BatchesByLength<>(lengths, size, seed, (items, _) -> batch(items));
  }

  private SeriesBatch batch(int[] items) {
    float[] chosen = new float[items.length];
    for (int i = 0; i < chosen.length; i++) {
      chosen[i] = targets[items[i]];
    }
    return new SeriesBatch(Arrays.stream(items).mapToObj(values::get).toList(), chosen);
  }
}
