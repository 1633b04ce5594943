package eddy.series;

import eddy.loss.Loss;
import eddy.tensor.Array;
import eddy.tensor.Shape;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import eddy.train.Objective;

/** What training makes small: the cross-entropy of the labels, or the squared error, scaled. */
record SeriesObjective(SeriesNetwork network, SeriesConfig config)
    implements Objective<SeriesBatch> {

  @Override
  public Tensor loss(Tape tape, SeriesBatch batch) {
    Tensor outputs = network.outputs(tape, batch.values());
    float[] targets = batch.targets();
    if (config.numeric()) {
      Array scaled = new Array(Shape.of(targets.length, 1), config.target().scaled(targets));
      return Loss.meanSquared(outputs, tape.constant(scaled));
    }
    int[] ids = new int[targets.length];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = (int) targets[i];
    }
    return Loss.crossEntropy(outputs, ids);
  }
}
