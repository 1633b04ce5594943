package eddy.forecast;

import eddy.loss.Distribution;
import eddy.loss.Loss;
import eddy.tensor.Tensor;
import java.util.List;

/** One number for each value, its mean, which the squared error leads to. */
record PointOutput() implements Output {

  @Override
  public int size() {
    return 1;
  }

  @Override
  public List<Tensor> parameters(Tensor raw, List<? extends Scale> scales) {
    return List.of(Output.flat(raw));
  }

  @Override
  public Tensor loss(List<Tensor> parameters, WindowBatch batch) {
    Tensor points = parameters.getFirst();
    return Loss.meanSquared(points, batch.future(points.tape(), points.shape().last()));
  }

  @Override
  public double point(List<Tensor> parameters, int at, Scale scale, int target) {
    return scale.invert(parameters.getFirst().data()[at], target);
  }

  @Override
  public Distribution distribution(List<Tensor> parameters, int at, Scale scale, int target) {
    throw new UnsupportedOperationException("PointOutput: a point has no distribution.");
  }
}
