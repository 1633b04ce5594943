package eddy.task;

import eddy.format.Json;
import eddy.format.folder.Checkpoint;
import eddy.format.folder.Epoch;
import eddy.format.folder.TrainingFolder;
import eddy.train.BatchReport;
import eddy.train.EpochReport;
import eddy.train.TrainingListener;
import eddy.train.TrainingState;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Writes the history and the checkpoints of a training down, and passes everything on. */
final class Recorder implements TrainingListener {
  private static final String HISTORY = "history";
  private static final String OPTIONS = "options";

  /** How long a training goes on without a checkpoint: what a killed one has to do again. */
  private static final long INTERVAL = TimeUnit.MINUTES.toNanos(1);

  /** And as many times as long as writing one takes, however large the model is. */
  private static final long SHARE = 50;

  private final TrainingFolder folder;
  private final Fingerprint fingerprint;
  private final List<Epoch> history;
  private final Function<EpochReport, Map<String, Double>> figures;
  private final TrainingListener listener;
  private long saved = System.nanoTime();
  private long writing;

  /**
   * A recorder of one training.
   *
   * @param folder where the checkpoints go
   * @param history modified: an entry is added for each epoch
   * @param figures what the history says of an epoch
   * @param listener hears everything too
   */
  Recorder(
      TrainingFolder folder,
      Fingerprint fingerprint,
      List<Epoch> history,
      Function<EpochReport, Map<String, Double>> figures,
      TrainingListener listener) {
    this.folder = folder;
    this.fingerprint = fingerprint;
    this.history = history;
    this.figures = figures;
    this.listener = listener;
  }

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
    history.add(new Epoch(report.epoch() + 1, report.seconds(), figures.apply(report)));
    listener.epoch(report);
  }

  @Override
  public boolean wantsCheckpoint() {
    long since = System.nanoTime() - saved;
    // Where none can be written, that shows after the first epoch.
    boolean first = writing == 0 && !history.isEmpty();
    return first || since > Math.max(INTERVAL, SHARE * writing) || listener.wantsCheckpoint();
  }

  @Override
  public void checkpoint(TrainingState state) {
    long start = System.nanoTime();
    SortedMap<String, String> counters = new TreeMap<>(state.counters());
    counters.put(HISTORY, Json.text(history));
    counters.put(OPTIONS, fingerprint.text());
    folder.saveCheckpoint(state.arrays(), counters);
    saved = System.nanoTime();
    writing = saved - start;
    listener.checkpoint(state);
  }

  @Override
  public boolean stop() {
    return listener.stop();
  }
}
