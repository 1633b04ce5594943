package eddy.task;

import eddy.data.Shuffle;
import eddy.format.BadInput;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Labelled items for training, validation and test.
 *
 * @param test empty where the test part is no part of the data
 * @param <T> what is labelled: a text, a series
 */
public record Parts<T>(List<T> train, List<T> validation, List<T> test) {
  /** How they are cut where the test part is a file of its own. */
  public static final String SPLIT_BESIDE_TEST = "90/10";

  private static final double GOLDEN = 0.6180339887498949;

  /**
   * Where the parts come from.
   *
   * @param data the file or folder to train on
   * @param valid what to validate on; without it, part of the data is cut off
   * @param test the official test part, which training never reads; without it and without {@code
   *     valid}, part of the data is set aside
   * @param split the shares that are cut, {@link Shares#USUAL} by default; none where nothing is
   *     cut off
   */
  public record Source(
      Path data, Optional<Path> valid, Optional<Path> test, Optional<String> split) {
    public Source {
      Shares.requireNoneBeside(valid, split);
    }

    /** What a model has to know to find its test part again: nothing where there is none. */
    public String cut() {
      return valid.isPresent() || test.isPresent() ? "" : split.orElse(Shares.USUAL);
    }

    /** SHA-256 of what is trained and validated on, given that of a file or folder. */
    public Map<String, String> digests(Function<Path, Map<String, String>> digests) {
      Map<String, String> all = new LinkedHashMap<>(digests.apply(data));
      valid.ifPresent(
          path -> digests.apply(path).forEach((name, sum) -> all.put("valid: " + name, sum)));
      return all;
    }

    /** What the provenance says of where the parts come from. */
    public Map<String, String> options() {
      Map<String, String> options = new LinkedHashMap<>();
      test.ifPresent(path -> options.put(TrainedModel.TEST, Origins.absolute(path)));
      options.put("split", split.orElse(cut()));
      return options;
    }
  }

  /**
   * Reads the parts.
   *
   * @param reader reads a file or folder
   * @param label what should be about as frequent in every part, see {@link #test}
   * @throws BadInput if the shares are none, or as the reader says
   */
  public static <T> Parts<T> read(
      Source source, Function<Path, List<T>> reader, Function<T, ?> label) {
    List<T> items = reader.apply(source.data());
    if (source.valid().isPresent()) {
      return new Parts<>(items, reader.apply(source.valid().get()), List.of());
    }
    if (source.test().isPresent()) {
      List<BigDecimal> two = Shares.of(source.split().orElse(SPLIT_BESIDE_TEST)).parts();
      if (two.size() != 2) {
        throw new BadInput(
            "--split: expected shares of training and validation such as 90/10, as the test part is"
                + " a file of its own, but found \""
                + source.split().orElse("")
                + "\".");
      }
      return cut(items, List.of(two.get(0), two.get(1), BigDecimal.ZERO), label);
    }
    return cut(items, Shares.of(source.cut()).three().parts(), label);
  }

  /**
   * Refuses parts of which one that training needs is empty.
   *
   * @param unit what the items are called
   * @return this
   */
  public Parts<T> requireSome(Path data, String unit) {
    if (train.isEmpty() || validation.isEmpty()) {
      throw new BadInput(
          "%s: expected %s to train on and to validate but found %d in all."
              .formatted(data, unit, train.size() + validation.size() + test.size()));
    }
    return this;
  }

  /** How many items each part has, in words. */
  public String sizes(String unit) {
    return String.format(
        Locale.ROOT,
        "%,d %s to train on, %,d to validate%s",
        train.size(),
        unit,
        validation.size(),
        test.isEmpty() ? "" : String.format(Locale.ROOT, ", %,d set aside for test", test.size()));
  }

  /** How many items each part of the training has, as the provenance has it. */
  public Map<String, String> split(String unit) {
    Map<String, String> split = new LinkedHashMap<>();
    split.put("train", train.size() + " " + unit);
    split.put("validation", validation.size() + " " + unit);
    return split;
  }

  /** The test part that was cut off the data, given {@link Source#cut}. */
  public static <T> List<T> test(List<T> items, String split, Function<T, ?> label) {
    return cut(items, Shares.of(split).three().parts(), label).test();
  }

  /**
   * Deals the items out by the shares, in an order that is random but always the same, so that
   * every part has each label about as often as the whole: items of the same label follow one
   * another, and the multiples of the golden ratio fall evenly on every stretch of them.
   */
  private static <T> Parts<T> cut(List<T> items, List<BigDecimal> shares, Function<T, ?> label) {
    Map<Object, List<T>> alike = new LinkedHashMap<>();
    for (int i : Shuffle.permutation(items.size(), 1, 0)) {
      T item = items.get(i);
      alike.computeIfAbsent(label.apply(item), _ -> new ArrayList<>()).add(item);
    }
    Parts<T> parts = new Parts<>(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    double train = shares.get(0).doubleValue();
    double both = train + shares.get(1).doubleValue();
    double place = 0;
    for (List<T> group : alike.values()) {
      for (T item : group) {
        place = (place + GOLDEN) % 1;
        List<T> part =
            place < train ? parts.train() : place < both ? parts.validation() : parts.test();
        part.add(item);
      }
    }
    return parts;
  }
}
