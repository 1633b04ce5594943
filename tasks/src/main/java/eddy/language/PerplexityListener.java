package eddy.language;

import eddy.train.BatchReport;
import eddy.train.EpochReport;
import eddy.train.TrainingListener;
import eddy.train.TrainingState;

/**
 * Puts the running perplexity of the epoch, which people read, in the place of the loss, which has
 * penalties and factors in it.
 */
record PerplexityListener(LanguageObjective objective, TrainingListener listener)
    implements TrainingListener {

  @Override
  public void batch(BatchReport report) {
    listener.batch(
        new BatchReport(
            report.epoch(),
            report.batch(),
            report.batches(),
            report.step(),
            objective.perplexity(),
            report.gradientNorm(),
            report.learningRate()));
  }

  @Override
  public void epoch(EpochReport report) {
    listener.epoch(
        new EpochReport(
            report.epoch(),
            report.step(),
            objective.perplexity(),
            report.validation(),
            report.best(),
            report.learningRate(),
            report.seconds()));
  }

  @Override
  public void checkpoint(TrainingState state) {
    listener.checkpoint(state);
  }

  @Override
  public boolean wantsCheckpoint() {
    return listener.wantsCheckpoint();
  }

  @Override
  public boolean stop() {
    return listener.stop();
  }
}
