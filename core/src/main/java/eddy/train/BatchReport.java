package eddy.train;

/**
 * One batch of training.
 *
 * @param epoch from 0
 * @param batch from 0
 * @param batches how many the epoch has
 * @param step how many steps were taken so far
 * @param loss of this batch
 * @param gradientNorm of the last step, before clipping
 * @param learningRate of the last step
 */
public record BatchReport(
    int epoch,
    int batch,
    int batches,
    long step,
    double loss,
    double gradientNorm,
    double learningRate) {}
