package eddy.forecast;

/** Repeats the last row of the window over the whole horizon. */
public record LastValue() implements Baseline {
  @Override
  public String name() {
    return "last_value";
  }

  @Override
  public void forecast(Windows windows, int window, float[] out, int offset) {
    int targets = windows.targets();
    int last = windows.firstFutureRow(window) - 1;
    for (int i = 0; i < windows.horizon() * targets; i++) {
      out[offset + i] = windows.value(last, i % targets);
    }
  }
}
