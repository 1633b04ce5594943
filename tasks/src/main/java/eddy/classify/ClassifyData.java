package eddy.classify;

import eddy.data.Shuffle;
import eddy.format.BadInput;
import eddy.task.Shares;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where labelled texts come from.
 *
 * @param data the file or folder to train on
 * @param valid what to validate on; without it, part of the data is cut off
 * @param test the official test part, which training never reads; without it and without {@code
 *     valid}, part of the data is set aside
 * @param split the shares that are cut, {@link Shares#USUAL} by default; none where nothing is cut
 *     off
 * @param format how the files are written
 */
public record ClassifyData(
    Path data,
    Optional<Path> valid,
    Optional<Path> test,
    Optional<String> split,
    ExampleFormat format) {
  /** How they are cut where the test part is a file of its own. */
  public static final String SPLIT_BESIDE_TEST = "90/10";

  private static final double GOLDEN = 0.6180339887498949;

  public ClassifyData {
    Shares.requireNoneBeside(valid, split);
  }

  /** Texts of which a tenth validates and a tenth is for test. */
  public static ClassifyData of(Path data, ExampleFormat format) {
    return new ClassifyData(data, Optional.empty(), Optional.empty(), Optional.empty(), format);
  }

  /** The parts of the texts; the last is empty where the test part is no part of the data. */
  record Parts(List<Example> train, List<Example> validation, List<Example> test) {}

  /** What a model has to know to find its test part again: nothing where there is none. */
  String cut() {
    return valid.isPresent() || test.isPresent() ? "" : split.orElse(Shares.USUAL);
  }

  Parts parts() {
    ExampleReader reader = new ExampleReader(format);
    List<Example> examples = reader.labelled(data);
    if (valid.isPresent()) {
      return new Parts(examples, reader.labelled(valid.get()), List.of());
    }
    if (test.isPresent()) {
      List<BigDecimal> two = Shares.of(split.orElse(SPLIT_BESIDE_TEST)).parts();
      if (two.size() != 2) {
        throw new BadInput(
            "--split: expected shares of training and validation such as 90/10, as the test part is"
                + " a file of its own, but found \""
                + split.orElse("")
                + "\".");
      }
      return cut(examples, List.of(two.get(0), two.get(1), BigDecimal.ZERO));
    }
    return cut(examples, Shares.of(cut()).three().parts());
  }

  /** The test part that was cut off the data. */
  static List<Example> test(List<Example> examples, String split) {
    return cut(examples, Shares.of(split).three().parts()).test();
  }

  /**
   * Deals the texts out by the shares, in an order that is random but always the same, so that
   * every part has each label about as often as the whole: texts of the same labels follow one
   * another, and the multiples of the golden ratio fall evenly on every stretch of them.
   */
  private static Parts cut(List<Example> examples, List<BigDecimal> shares) {
    int[] order = Shuffle.permutation(examples.size(), 1, 0);
    Map<List<String>, List<Example>> alike = new LinkedHashMap<>();
    for (int i : order) {
      Example example = examples.get(i);
      alike.computeIfAbsent(example.labels(), _ -> new ArrayList<>()).add(example);
    }
    Parts parts = new Parts(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    double train = shares.get(0).doubleValue();
    double both = train + shares.get(1).doubleValue();
    double place = 0;
    for (List<Example> group : alike.values()) {
      for (Example example : group) {
        place = (place + GOLDEN) % 1;
        List<Example> part =
            place < train ? parts.train() : place < both ? parts.validation() : parts.test();
        part.add(example);
      }
    }
    return parts;
  }
}
