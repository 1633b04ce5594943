package eddy.task;

import eddy.format.BadInput;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;

/** The labels that items have, and their numbers. */
public final class Labels {
  /** So many of them are listed in a message. */
  private static final int LISTED = 10;

  private Labels() {}

  /**
   * All labels of the training part, sorted; of the validation part where it is cut off it, too.
   *
   * @param label of an item
   * @throws BadInput if there are fewer than two
   */
  public static <T> List<String> of(
      Parts<T> parts, Parts.Source source, Function<T, String> label) {
    List<String> labels = all(parts, source, item -> List.of(label.apply(item)));
    if (labels.size() < 2) {
      throw new BadInput(
          source.data()
              + ": expected two labels or more but found only "
              + BadInput.quote(labels.getFirst())
              + ".");
    }
    return labels;
  }

  /** The same of items that may have several labels or none, and however few there are. */
  public static <T> List<String> all(
      Parts<T> parts, Parts.Source source, Function<T, List<String>> labels) {
    TreeSet<String> all = new TreeSet<>();
    parts.train().forEach(item -> all.addAll(labels.apply(item)));
    if (source.valid().isEmpty()) {
      parts.validation().forEach(item -> all.addAll(labels.apply(item)));
    }
    return List.copyOf(all);
  }

  /**
   * The number of a label.
   *
   * @param labels those of the training
   * @param place of the item, as a message begins
   * @throws BadInput if it is none of them
   */
  public static int number(String label, List<String> labels, String place) {
    int number = labels.indexOf(label);
    if (number < 0) {
      throw new BadInput(
          "%s: expected a label that the training has (%s) but found %s."
              .formatted(place, listed(labels), BadInput.quote(label)));
    }
    return number;
  }

  private static String listed(List<String> labels) {
    int shown = Math.min(labels.size(), LISTED);
    int more = labels.size() - shown;
    return String.join(", ", labels.subList(0, shown)) + (more > 0 ? " and " + more + " more" : "");
  }
}
