package eddy.forecast;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * How covariates become numbers for a network, learnt from the training parts.
 *
 * @param past the mean and deviation of each past covariate
 * @param future the mean and deviation of each covariate that is known ahead
 * @param statics how each static covariate is written
 */
public record Features(Scaling past, Scaling future, List<Static> statics) {

  private static final Scaling NO_COLUMNS = new Scaling(new double[0], new double[0]);

  /** No covariates. */
  static final Features NONE = new Features(NO_COLUMNS, NO_COLUMNS, List.of());

  /**
   * A static covariate: a standardised number, or one of several categories as a one among zeros;
   * zeros alone for a category that training has not seen.
   *
   * @param categories in alphabetical order; empty for a number
   */
  public record Static(List<String> categories, double mean, double deviation) {

    int width() {
      return Math.max(1, categories.size());
    }

    private void write(String cell, float[] to, int at) {
      if (categories.isEmpty()) {
        to[at] = (float) ((number(cell) - mean) / deviation);
      } else if (categories.contains(cell)) {
        to[at + categories.indexOf(cell)] = 1;
      }
    }

    private static Static fit(List<String> cells) {
      double[] numbers = cells.stream().mapToDouble(Static::number).toArray();
      for (double number : numbers) {
        if (Double.isNaN(number)) {
          return new Static(List.copyOf(new TreeSet<>(cells)), 0, 1);
        }
      }
      Scaling scaling = Scaling.fit(Series.of(List.of("static"), numbers), numbers.length);
      return new Static(List.of(), scaling.mean()[0], scaling.deviation()[0]);
    }

    private static double number(String cell) {
      try {
        return Double.parseDouble(cell.strip());
      } catch (NumberFormatException e) {
        return Double.NaN;
      }
    }
  }

  /** Learns from the training part of each series. */
  static Features fit(List<Series> series, List<Split> splits) {
    List<Static> statics = new ArrayList<>();
    for (int i = 0; i < series.getFirst().covariates().statics().size(); i++) {
      int column = i;
      statics.add(
          Static.fit(series.stream().map(s -> s.covariates().statics().get(column)).toList()));
    }
    return new Features(
        fit(series, splits, Covariates::past), fit(series, splits, Covariates::future), statics);
  }

  private static Scaling fit(
      List<Series> series, List<Split> splits, Function<Covariates, List<double[]>> columns) {
    int count = columns.apply(series.getFirst().covariates()).size();
    double[] mean = new double[count];
    double[] deviation = new double[count];
    for (int column = 0; column < count; column++) {
      List<Double> values = new ArrayList<>();
      for (int i = 0; i < series.size(); i++) {
        double[] all = columns.apply(series.get(i).covariates()).get(column);
        for (int row = 0; row < splits.get(i).trainEnd(); row++) {
          values.add(all[row]);
        }
      }
      double[] numbers = values.stream().mapToDouble(Double::doubleValue).toArray();
      Scaling fitted = Scaling.fit(Series.of(List.of("x"), numbers), numbers.length);
      mean[column] = fitted.mean()[0];
      deviation[column] = fitted.deviation()[0];
    }
    return new Scaling(mean, deviation);
  }

  /** How many numbers the static covariates take. */
  int staticSize() {
    return statics.stream().mapToInt(Static::width).sum();
  }

  /** The numbers of a series' static covariates. */
  float[] statics(Series series) {
    float[] numbers = new float[staticSize()];
    int at = 0;
    for (int i = 0; i < statics.size(); i++) {
      statics.get(i).write(series.covariates().statics().get(i), numbers, at);
      at += statics.get(i).width();
    }
    return numbers;
  }

  /** Columns standardised, row by row. */
  static float[] scaled(List<double[]> columns, Scaling scaling) {
    int width = columns.size();
    int rows = width == 0 ? 0 : columns.getFirst().length;
    float[] scaled = new float[Math.multiplyExact(rows, width)];
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < width; i++) {
        scaled[row * width + i] = (float) scaling.apply(columns.get(i)[row], i);
      }
    }
    return scaled;
  }
}
