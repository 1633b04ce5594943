package eddy.forecast;

import eddy.data.Batches;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import eddy.tensor.Workspace;

/**
 * Runs a network over windows.
 *
 * @param network what forecasts
 * @param workspace what it computes with
 */
record Predictor(ForecastNetwork network, Workspace workspace) {
  private static final int BATCH = 64;

  /** Takes the forecast of one window: standardised values, [H, C] row by row. */
  interface Consumer {
    void forecast(int window, float[] values);
  }

  /** Forecasts every window, in order. */
  void forEach(ForecastData data, Windows windows, Consumer consumer) {
    int targets = windows.targets();
    int horizon = windows.horizon();
    float[] values = new float[horizon * targets];
    for (int[] ids : Batches.inOrder(windows.count(), BATCH)) {
      try (Tape tape = workspace.inference()) {
        WindowBatch batch = data.batch(windows, ids);
        Tensor forecast = network.forward(tape, batch);
        for (int b = 0; b < ids.length; b++) {
          for (int target = 0; target < targets; target++) {
            float last = batch.last(b, target);
            for (int i = 0; i < horizon; i++) {
              values[i * targets + target] =
                  last + forecast.data()[(b * targets + target) * horizon + i];
            }
          }
          consumer.forecast(ids[b], values);
        }
      }
    }
  }

  /** Measures the forecasts of every window. */
  ForecastMetrics evaluate(ForecastData data, Windows windows) {
    ForecastMetrics metrics = data.metrics();
    forEach(
        data, windows, (window, values) -> metrics.add(windows.firstFutureRow(window), values, 0));
    return metrics;
  }
}
