package eddy.frames;

import eddy.data.Batches;
import eddy.kernel.Counted;
import eddy.task.Labels;
import eddy.train.TrainingData;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

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
   * @param shift each clip is moved by up to so many lines and pixels, anew in each epoch
   */
  TrainingData<Encoded> batches(int size, int shift, long seed) {
    int[] lengths = clips.stream().mapToInt(Clip::frames).toArray();
    return new TrainingData<>() {
      @Override
      public int batches(int epoch) {
        return Batches.count(lengths.length, size);
      }

      @Override
      public Iterable<Encoded> epoch(int epoch) {
        return Arrays.stream(Batches.byLength(lengths, size, seed, epoch))
                .map(items -> select(items, shift, seed, epoch))
            ::iterator;
      }
    };
  }

  private Encoded select(int[] items, int shift, long seed, int epoch) {
    return new Encoded(
        Arrays.stream(items).mapToObj(item -> shifted(item, shift, seed, epoch)).toList(),
        Arrays.stream(items).map(item -> labels[item]).toArray());
  }

  private Clip shifted(int item, int shift, long seed, int epoch) {
    if (shift == 0) {
      return clips.get(item);
    }
    SplittableRandom random = Counted.stream(seed, epoch, item);
    return clips
        .get(item)
        .shifted(random.nextInt(-shift, shift + 1), random.nextInt(-shift, shift + 1));
  }
}
