package eddy.series;

import eddy.format.BadInput;
import eddy.table.Numbers;
import java.util.Arrays;

/** Numbers as they are read, one after another. */
final class Values {
  private float[] all = new float[64];
  private int count;

  /**
   * The number that a text is.
   *
   * @param place how a message begins
   * @throws BadInput if it is none, or is too large for a float
   */
  static float parse(String text, String place) {
    float value = (float) Numbers.parse(text);
    if (!Float.isFinite(value)) {
      throw new BadInput(
          place
              + ": expected a number but found "
              + BadInput.quote(text.strip())
              + (Numbers.isMissing(text) ? ". Fill in missing values first." : "."));
    }
    return value;
  }

  void add(float value) {
    if (count == all.length) {
      all = Arrays.copyOf(all, 2 * count);
    }
    all[count++] = value;
  }

  int count() {
    return count;
  }

  float[] array() {
    return Arrays.copyOf(all, count);
  }
}
