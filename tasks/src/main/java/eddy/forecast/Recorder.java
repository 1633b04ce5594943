package eddy.forecast;

import eddy.format.Json;
import eddy.format.folder.Checkpoint;
import eddy.format.folder.Epoch;
import eddy.format.folder.TrainingFolder;
import eddy.train.BatchReport;
import eddy.train.EpochReport;
import eddy.train.TrainingListener;
import eddy.train.TrainingState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Writes the history and the checkpoints of a training down, and passes everything on.
 *
 * @param folder where the checkpoints go
 * @param fingerprint of the training
 * @param history modified: an entry is added for each epoch
 * @param listener hears everything too
 */
record Recorder(
    TrainingFolder folder, Fingerprint fingerprint, List<Epoch> history, TrainingListener listener)
    implements TrainingListener {
  private static final String HISTORY = "history";
  private static final String OPTIONS = "options";

  /** The epochs before a checkpoint. */
  static List<Epoch> history(Checkpoint saved) {
    return List.of(Json.parse(saved.counters().get(HISTORY), HISTORY, Epoch[].class));
  }

  /** Which training wrote a checkpoint. */
  static Fingerprint fingerprint(Checkpoint saved) {
    return new Fingerprint(saved.counters().getOrDefault(OPTIONS, "{}"));
  }

  /** What the training loop goes on from. */
  static TrainingState state(Checkpoint saved) {
    SortedMap<String, String> counters = new TreeMap<>(saved.counters());
    counters.remove(HISTORY);
    counters.remove(OPTIONS);
    return new TrainingState(new TreeMap<>(saved.arrays()), counters);
  }

  @Override
  public void batch(BatchReport report) {
    listener.batch(report);
  }

  @Override
  public void epoch(EpochReport report) {
    SequencedMap<String, Double> figures = new LinkedHashMap<>();
    figures.put("train_loss", report.trainingLoss());
    figures.put("validation_mse_standardised", report.validation());
    figures.put("learning_rate", report.learningRate());
    history.add(new Epoch(report.epoch() + 1, report.seconds(), figures));
    listener.epoch(report);
  }

  @Override
  public void checkpoint(TrainingState state) {
    SortedMap<String, String> counters = new TreeMap<>(state.counters());
    counters.put(HISTORY, Json.text(history));
    counters.put(OPTIONS, fingerprint.text());
    folder.saveCheckpoint(state.arrays(), counters);
    listener.checkpoint(state);
  }

  @Override
  public boolean stop() {
    return listener.stop();
  }
}
