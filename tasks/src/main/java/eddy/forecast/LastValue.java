package eddy.forecast;

/** Repeats the last row of the window over the whole horizon. */
record LastValue() implements Baseline {
  @Override
  public String name() {
    return "last_value";
  }

  @Override
  public double[] forecast(Window window, int horizon) {
    int targets = window.targets();
    double[] forecast = new double[horizon * targets];
    for (int i = 0; i < forecast.length; i++) {
      forecast[i] = window.value(-1, i % targets);
    }
    return forecast;
  }
}
