package eddy.cli;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;

/** Numbers as people read them. */
final class Numbers {
  private static final int DIGITS = 4;
  private static final int MOST_DECIMALS = 8;

  private Numbers() {}

  /** Numbers with the same decimals: four digits for the largest; a dash for what is none. */
  static List<String> alike(List<Double> values) {
    double largest =
        values.stream().filter(Double::isFinite).mapToDouble(Math::abs).max().orElse(0);
    int before = largest > 0 ? (int) Math.floor(Math.log10(largest)) + 1 : 1;
    int decimals = Math.clamp(DIGITS - before, 0, MOST_DECIMALS);
    return values.stream()
        .map(value ->
            Double.isFinite(value) ? String.format(Locale.ROOT, "%." + decimals + "f", value) : "-")
        .toList();
  }

  /** A whole number as it is, and any other with four decimals. */
  static String plain(double value) {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%.0f", value)
        : String.format(Locale.ROOT, "%.4f", value);
  }

  /** A number with four significant digits. */
  static String four(double value) {
    return rounded(value, DIGITS);
  }

  /** A number with three significant digits. */
  static String three(double value) {
    return rounded(value, 3);
  }

  /** A number with two significant digits. */
  static String two(double value) {
    return rounded(value, 2);
  }

  private static String rounded(double value, int digits) {
    return Double.isFinite(value) && value != 0
        ? new BigDecimal(value).round(new MathContext(digits)).toString()
        : Double.toString(value);
  }

  /** A whole number with a comma between groups of three digits. */
  static String grouped(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** A size in bytes. */
  static String bytes(long bytes) {
    if (bytes < 10_000) {
      return grouped(bytes) + " bytes";
    }
    return bytes < 10_000_000
        ? String.format(Locale.ROOT, "%.1f kB", bytes / 1e3)
        : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }

  /** A span of time. */
  static String time(double seconds) {
    long whole = Math.round(seconds);
    if (seconds < 10) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    if (whole < 120) {
      return whole + " s";
    }
    return whole < 7200 ? whole / 60 + " min" : whole / 3600 + " h " + whole % 3600 / 60 + " min";
  }
}
