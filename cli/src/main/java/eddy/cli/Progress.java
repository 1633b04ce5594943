package eddy.cli;

import eddy.task.Experiment;
import eddy.train.BatchReport;
import eddy.train.EpochReport;
import eddy.train.TrainingListener;
import java.time.Duration;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressState;

/**
 * Shows how a training goes: a bar on a terminal; elsewhere a line an epoch, and one a minute
 * within a long one; and stops it when the user wants that.
 */
final class Progress implements TrainingListener, AutoCloseable {
  private static final int NARROWEST = 40;
  private static final int WIDEST = 120;
  private static final int NARROWEST_BAR = 5;
  private static final int INTERVAL_MILLIS = 250;
  private static final long NOTE_NANOS = 60_000_000_000L;

  private final Console console;
  private final int epochs;
  private final long items;
  private final String unit;
  private final String measure;
  private final String validation;
  private Optional<ProgressBar> bar = Optional.empty();
  private int first = -1;
  private double spent;
  private String best = "";
  private long noted = System.nanoTime();

  /** A progress that begins with the first batch. */
  Progress(Console console, Experiment experiment) {
    this.console = console;
    epochs = experiment.training().epochs();
    items = experiment.items();
    unit = experiment.unit();
    measure = experiment.measure();
    validation =
        experiment.validated().equals(measure)
            ? "validation"
            : "validation " + experiment.validated();
  }

  @Override
  public void batch(BatchReport report) {
    if (first < 0) {
      begin(report);
    }
    long done = report.epoch() * items + items * (report.batch() + 1) / report.batches();
    bar.ifPresent(shown -> {
      shown.setExtraMessage(measure + " " + Numbers.three(report.loss()) + best);
      shown.stepTo(done);
    });
    if (bar.isEmpty() && System.nanoTime() - noted > NOTE_NANOS) {
      note(
          "Epoch %d/%d, %d %%: %s %s"
              .formatted(
                  report.epoch() + 1,
                  epochs,
                  100L * (report.batch() + 1) / report.batches(),
                  measure,
                  Numbers.four(report.loss())));
    }
  }

  private void note(String line) {
    console.note(line);
    noted = System.nanoTime();
  }

  @Override
  public void epoch(EpochReport report) {
    if (report.best()) {
      best = ", best " + Numbers.three(report.validation());
    }
    spent += report.seconds();
    if (bar.isPresent()) {
      return;
    }
    int left = epochs - report.epoch() - 1;
    note(
        "Epoch %d/%d: %s %s, %s %s%s, %s, %s %s/s%s"
            .formatted(
                report.epoch() + 1,
                epochs,
                measure,
                Numbers.four(report.trainingLoss()),
                validation,
                Numbers.four(report.validation()),
                report.best() ? " (best)" : "",
                Numbers.time(report.seconds()),
                Numbers.grouped(Math.round(items / report.seconds())),
                unit,
                left > 0 ? ", at most " + Numbers.time(left * perEpoch(report)) + " left" : ""));
  }

  @Override
  public boolean stop() {
    return console.stop().wanted();
  }

  @Override
  public void close() {
    bar.ifPresent(ProgressBar::close);
  }

  private double perEpoch(EpochReport report) {
    // Resumed behind its last batch, an epoch ends without a beginning.
    return spent / (report.epoch() + 1 - Math.max(first, 0));
  }

  private void begin(BatchReport report) {
    first = report.epoch();
    if (first > 0 || report.batch() > 0) {
      console.note(
          "Going on in epoch %d at %d %%."
              .formatted(first + 1, 100L * report.batch() / report.batches()));
    }
    if (console.columns().isEmpty()) {
      return;
    }
    int width = Math.clamp(console.columns().getAsInt() - 1, NARROWEST, WIDEST);
    bar =
        Optional.of(
            new ProgressBarBuilder()
                .setInitialMax(epochs * items)
                .setUpdateIntervalMillis(INTERVAL_MILLIS)
                .setRenderer(this::line)
                .setConsumer(new ConsoleProgressBarConsumer(console.err(), width))
                .setMaxRenderedLength(width)
                .startsFrom(
                    first * items + items * report.batch() / report.batches(), Duration.ZERO)
                .build());
  }

  /** The bar as a line of text: the epoch, how far it is, and what the batches say. */
  private String line(ProgressState state, int width) {
    long epoch = Math.min(state.getCurrent() / items + 1, epochs);
    String start = "epoch " + epoch + "/" + epochs + " [";
    StringBuilder end = new StringBuilder("] ").append(state.getExtraMessage());
    double seconds = state.getElapsedAfterStart().toMillis() / 1e3;
    double speed = (state.getCurrent() - state.getStart()) / Math.max(seconds, 1e-3);
    if (speed > 0) {
      long left = state.getMax() - state.getCurrent();
      end.append(", ").append(Numbers.grouped(Math.round(speed))).append(' ').append(unit);
      end.append("/s, ").append(Numbers.time(left / speed)).append(" left");
    }
    int space = Math.max(NARROWEST_BAR, width - start.length() - end.length());
    int filled = (int) (space * state.getNormalizedProgress());
    String line = start + "=".repeat(filled) + " ".repeat(space - filled) + end;
    return line.substring(0, Math.min(width, line.length()));
  }
}
