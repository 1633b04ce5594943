package eddy.frames;

import eddy.data.Batches;
import eddy.task.Labels;
import eddy.train.TrainingData;
import java.util.Arrays;
import java.util.List;

/**
 * Clips with the numbers of their labels: a part of the data, or a batch of it.
 *
 * @param clips all of one size
 * @param labels of each the number of its class
 */
record Encoded(List<Clip> clips, int[] labels) {

  /**
   * Encodes clips.
   *
   * @throws eddy.format.BadInput with the place of a label that is none of the model's
   */
  static Encoded of(List<Example> examples, List<String> labels) {
    return new Encoded(
        examples.stream().map(Example::clip).toList(),
        examples.stream()
            .mapToInt(each -> Labels.number(each.label(), labels, each.place()))
            .toArray());
  }

  int size() {
    return labels.length;
  }

  /** The classes, as scores want them. */
  List<int[]> classes() {
    return Arrays.stream(labels).mapToObj(label -> new int[] {label}).toList();
  }

  /** Batches of clips of similar length, in an order that depends on seed and epoch. */
  TrainingData<Encoded> batches(int size, long seed) {
    int[] lengths = clips.stream().mapToInt(Clip::frames).toArray();
    return new TrainingData<>() {
      @Override
      public int batches(int epoch) {
        return Batches.count(lengths.length, size);
      }

      @Override
      public Iterable<Encoded> epoch(int epoch) {
        return Arrays.stream(Batches.byLength(lengths, size, seed, epoch)).map(Encoded.this::select)
            ::iterator;
      }
    };
  }

  private Encoded select(int[] items) {
    return new Encoded(
        Arrays.stream(items).mapToObj(clips::get).toList(),
        Arrays.stream(items).map(item -> labels[item]).toArray());
  }
}
