package eddy.train;

/**
 * One epoch of training.
 *
 * @param epoch from 0
 * @param step how many steps were taken so far
 * @param trainingLoss the mean over its batches
 * @param validation the metric of the validation; lower is better
 * @param best whether it is the best so far
 * @param learningRate of the last step
 * @param seconds of training and validation
 */
public record EpochReport(
    int epoch,
    long step,
    double trainingLoss,
    double validation,
    boolean best,
    double learningRate,
    double seconds) {}
