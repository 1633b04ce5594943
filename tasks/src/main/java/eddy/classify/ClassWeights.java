package eddy.classify;

import static eddy.task.TrainingOptions.require;

import eddy.format.BadInput;
import java.util.Arrays;
import java.util.List;

/** How much a text of each class counts in the loss. */
final class ClassWeights {
  /** All classes count alike. */
  static final String NONE = "none";

  /** Every class counts as much as any other, however rare it is. */
  static final String BALANCED = "balanced";

  private ClassWeights() {}

  /**
   * One weight for each label.
   *
   * <p>Balanced, the weight of a class is the number of texts by the number of classes and by the
   * texts of the class; where texts have several labels, that of a label that a text has is the
   * ratio of the texts without it to those with it.
   *
   * @param text {@link #NONE}, {@link #BALANCED}, or {@code label=weight,...}, where classes that
   *     are left out have 1
   * @param counts texts with each label
   * @param total texts
   * @throws BadInput if it is none of these
   */
  static float[] parse(
      String text, List<String> labels, boolean multiple, long[] counts, long total) {
    float[] weights = new float[labels.size()];
    Arrays.fill(weights, 1);
    switch (text) {
      case NONE -> {}
      case BALANCED -> {
        for (int c = 0; c < weights.length; c++) {
          double count = Math.max(1, counts[c]);
          weights[c] =
              (float) (multiple ? (total - count) / count : total / count / weights.length);
        }
      }
      default -> {
        for (String part : text.split(",")) {
          int equals = part.lastIndexOf('=');
          int label = labels.indexOf(part.substring(0, Math.max(0, equals)).strip());
          String number = part.substring(equals + 1).strip();
          require(
              label >= 0 && number.matches("\\d{1,9}(\\.\\d{1,9})?"),
              "--class-weights",
              "none, balanced, or label=weight with commas between, the labels being "
                  + String.join(", ", labels),
              BadInput.quote(part));
          weights[label] = Float.parseFloat(number);
        }
      }
    }
    return weights;
  }
}
