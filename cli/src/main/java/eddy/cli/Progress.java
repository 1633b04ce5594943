package eddy.cli;

import eddy.train.BatchReport;
import eddy.train.EpochReport;
import eddy.train.TrainingListener;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Shows how a training goes: a bar on a terminal, a line an epoch elsewhere; and stops it when the
 * user wants that.
 */
final class Progress implements TrainingListener, AutoCloseable {
  private static final int NARROWEST = 40;
  private static final int WIDEST = 120;
  private static final int INTERVAL_MILLIS = 250;

  private final Console console;
  private final int epochs;
  private final long items;
  private final int batchSize;
  private final String unit;
  private Optional<ProgressBar> bar = Optional.empty();
  private int first = -1;
  private double spent;
  private String best = "";

  /**
   * A progress that begins with the first batch.
   *
   * @param epochs the most there may be
   * @param items of one epoch
   * @param unit what the items are called
   */
  Progress(Console console, int epochs, long items, int batchSize, String unit) {
    this.console = console;
    this.epochs = epochs;
    this.items = items;
    this.batchSize = batchSize;
    this.unit = unit;
  }

  @Override
  public void batch(BatchReport report) {
    if (first < 0) {
      first = report.epoch();
      begin();
    }
    long done = report.epoch() * items + Math.min((report.batch() + 1L) * batchSize, items);
    bar.ifPresent(shown -> {
      shown.setExtraMessage(
          " epoch %d/%d, loss %s%s"
              .formatted(report.epoch() + 1, epochs, Numbers.three(report.loss()), best));
      shown.stepTo(done);
    });
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
    console.note(
        "Epoch %d/%d: loss %s, validation %s%s, %s, %s %s/s%s"
            .formatted(
                report.epoch() + 1,
                epochs,
                Numbers.four(report.trainingLoss()),
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
    return spent / (report.epoch() + 1 - first);
  }

  private void begin() {
    if (first > 0) {
      console.note("Going on after epoch " + first + ".");
    }
    if (console.columns().isEmpty()) {
      return;
    }
    int width = Math.clamp(console.columns().getAsInt() - 1, NARROWEST, WIDEST);
    // The bar itself adds "/s".
    DecimalFormat speed =
        new DecimalFormat("#,##0 " + unit, DecimalFormatSymbols.getInstance(Locale.ROOT));
    bar =
        Optional.of(
            new ProgressBarBuilder()
                .setTaskName("")
                .setInitialMax(epochs * items)
                .setUpdateIntervalMillis(INTERVAL_MILLIS)
                .setStyle(ProgressBarStyle.ASCII)
                .setConsumer(new ConsoleProgressBarConsumer(console.err(), width))
                .setMaxRenderedLength(width)
                .showSpeed(speed)
                .startsFrom(first * items, Duration.ZERO)
                .build());
  }
}
