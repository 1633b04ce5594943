package eddy.forecast;

import eddy.data.Batches;
import eddy.tensor.Tape;
import eddy.tensor.Workspace;
import java.util.List;

/**
 * Runs a network over windows.
 *
 * @param network what forecasts
 * @param config of the network
 * @param workspace what it computes with
 */
record Predictor(ForecastNetwork network, ForecastConfig config, Workspace workspace) {
  private static final int BATCH = 64;

  /** Takes the forecast of one window. */
  interface Consumer {
    void forecast(Window window, Forecast forecast);
  }

  /** Forecasts every window, in order. */
  void forEach(Windows windows, Consumer consumer) {
    for (int[] ids : Batches.inOrder(windows.count(), BATCH)) {
      WindowBatch batch = new WindowBatch(config, windows.get(ids));
      try (Tape tape = workspace.inference()) {
        List<Forecast> forecasts = network.forecast(tape, batch);
        for (int b = 0; b < ids.length; b++) {
          consumer.forecast(batch.window(b), forecasts.get(b));
        }
      }
    }
  }

  /** Measures the forecasts of every window. */
  Scores evaluate(Windows windows) {
    Scores scores = new Scores(config);
    forEach(windows, scores::add);
    return scores;
  }
}
