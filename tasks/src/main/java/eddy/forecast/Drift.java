package eddy.forecast;

/** Goes on along the straight line from the first row of the series to the last of the window. */
record Drift() implements Baseline {
  @Override
  public String name() {
    return "drift";
  }

  @Override
  public double[] forecast(Window window, int horizon) {
    int targets = window.targets();
    double[] forecast = new double[horizon * targets];
    for (int i = 0; i < forecast.length; i++) {
      double last = window.value(-1, i % targets);
      double rise = last - window.value(-window.row(), i % targets);
      forecast[i] = last + (i / targets + 1) * rise / Math.max(1, window.row() - 1);
    }
    return forecast;
  }
}
