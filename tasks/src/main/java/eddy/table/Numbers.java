package eddy.table;

/**
 * What counts as a number in a cell.
 *
 * <p>Java's own parser also takes {@code 1d}, {@code 0x1p3} and {@code Infinity}, which no table
 * means as numbers, so the characters are looked at first.
 */
public final class Numbers {
  private Numbers() {}

  /** Whether a cell says that its value is missing: it is empty, or NA, N/A, NaN, null or ?. */
  public static boolean isMissing(String cell) {
    String text = cell.strip();
    return text.isEmpty()
        || text.equals("?")
        || text.equalsIgnoreCase("NA")
        || text.equalsIgnoreCase("N/A")
        || text.equalsIgnoreCase("NaN")
        || text.equalsIgnoreCase("null");
  }

  /** Whether the cell is written as a number, in range or not. */
  static boolean isNumber(String cell) {
    return !Double.isNaN(parse(cell));
  }

  /**
   * The number in the cell, possibly infinite where it is out of range; NaN where there is none.
   */
  public static double parse(String cell) {
    String text = cell.strip();
    if (text.isEmpty()) {
      return Double.NaN;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E') {
        return Double.NaN;
      }
    }
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  /** What is wrong with a cell that is neither missing nor a number in the range of a float. */
  static String complaint(String cell) {
    String expected = isNumber(cell) ? "a number between -3.4e38 and 3.4e38" : "a number";
    return "expected " + expected + " but found " + Shown.quoted(cell) + ".";
  }
}
