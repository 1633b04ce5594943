package eddy.frames;

import eddy.kernel.Counted;
import eddy.task.BatchesByLength;
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

  /**
   * Batches of clips of similar length, in an order that depends on seed and epoch.
   *
   * @param augmentation what is done to each clip, anew in each epoch
   */
  TrainingData<Encoded> batches(int size, Augmentation augmentation, long seed) {
    int[] lengths = clips.stream().mapToInt(Clip::frames).toArray();
    return new BatchesByLength<>(
        lengths, size, seed, (items, epoch) -> select(items, augmentation, seed, epoch));
  }

  private Encoded select(int[] items, Augmentation augmentation, long seed, int epoch) {
    return new Encoded(
        Arrays.stream(items)
            .mapToObj(
                item -> augmentation.apply(clips.get(item), Counted.stream(seed, epoch, item)))
            .toList(),
        Arrays.stream(items).map(item -> labels[item]).toArray());
  }
}
