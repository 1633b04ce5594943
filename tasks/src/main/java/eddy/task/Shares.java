package eddy.task;

import eddy.format.BadInput;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The shares of its data that a user gives to training, validation and test: {@code 80/10/10}; or
 * to training and test, {@code 80/20}.
 *
 * @param parts two or three that add up to 1
 */
public record Shares(List<BigDecimal> parts) {
  /** How data is cut unless it is said otherwise. */
  public static final String USUAL = "80/10/10";

  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}(\\.\\d{1,9})?|\\.\\d{1,9}");

  public Shares {
    parts = List.copyOf(parts);
  }

  /**
   * Reads shares that add up to 100, 10 or 1; nothing if the text is no two or three numbers.
   *
   * @throws BadInput if they add up to something else
   */
  public static Optional<Shares> parse(String text) {
    List<String> numbers = Stream.of(text.split("/", -1)).map(String::strip).toList();
    if (numbers.size() < 2
        || numbers.size() > 3
        || !numbers.stream().allMatch(number -> NUMBER.matcher(number).matches())) {
      return Optional.empty();
    }
    List<BigDecimal> parts = numbers.stream().map(BigDecimal::new).toList();
    BigDecimal sum = parts.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    for (int power = 0; power <= 2; power++) {
      if (sum.compareTo(BigDecimal.TEN.pow(power)) == 0) {
        int places = power;
        return Optional.of(
            new Shares(parts.stream().map(part -> part.movePointLeft(places)).toList()));
      }
    }
    throw new BadInput(
        "--split %s: expected shares that add up to 100 but they add up to %s."
            .formatted(text, sum.stripTrailingZeros().toPlainString()));
  }

  /**
   * Reads three shares, or two of which {@link #three} makes three.
   *
   * @throws BadInput if the text is something else, or the shares don't add up
   */
  public static Shares of(String text) {
    return parse(text)
        .orElseThrow(() ->
            new BadInput(
                "--split: expected shares of training, validation and test such as 80/10/10, or"
                    + " 80/20 (training and test) but found "
                    + BadInput.quote(text)
                    + "."));
  }

  /**
   * Refuses a split of data of which nothing is to be cut off.
   *
   * @throws BadInput if there are both
   */
  public static void requireNoneBeside(Optional<Path> valid, Optional<String> split) {
    if (valid.isPresent() && split.isPresent()) {
      throw new BadInput(
          "--split: expected none beside --valid, with which nothing is cut off, but found "
              + BadInput.quote(split.get())
              + ". Leave out one of them.");
    }
  }

  /**
   * How many of some items each of the three parts gets: training and test rounded down, and
   * validation the rest, so that a share of few items leaves it one.
   */
  public int[] counts(int items) {
    List<BigDecimal> shares = three().parts();
    int train = shares.getFirst().multiply(BigDecimal.valueOf(items)).intValue();
    int test = shares.getLast().multiply(BigDecimal.valueOf(items)).intValue();
    return new int[] {train, items - train - test, test};
  }

  /** Of two shares, the last eighth of the first becomes validation. */
  public Shares three() {
    if (parts.size() == 3) {
      return this;
    }
    BigDecimal validation = parts.getFirst().multiply(new BigDecimal("0.125"));
    return new Shares(List.of(parts.getFirst().subtract(validation), validation, parts.getLast()));
  }
}
