package eddy.forecast;

import eddy.loss.Distribution;
import eddy.loss.Gaussian;
import eddy.loss.Loss;
import eddy.loss.NegativeBinomial;
import eddy.loss.StudentT;
import eddy.tensor.Elementwise;
import eddy.tensor.Shape;
import eddy.tensor.Slicing;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The parameters of a distribution of each value, which the likelihood leads to.
 *
 * <p>Normal and Student's t distributions are of the scaled value. The negative binomial one is of
 * the value itself, a count, with the mean in units of {@link Scale#countUnit}; Salinas et al.,
 * "DeepAR: probabilistic forecasting with autoregressive recurrent networks", 2020.
 *
 * @param name gaussian, student-t or negative-binomial
 */
record DistributionOutput(String name) implements Output {
  static final String GAUSSIAN = "gaussian";
  static final String STUDENT_T = "student-t";
  static final String NEGATIVE_BINOMIAL = "negative-binomial";

  /** Smaller deviations and dispersions than this would make the likelihood endless. */
  private static final float LEAST = 1e-3f;

  @Override
  public int size() {
    return name.equals(STUDENT_T) ? 3 : 2;
  }

  @Override
  public List<Tensor> parameters(Tensor raw, List<? extends Scale> scales) {
    List<Tensor> parameters = new ArrayList<>();
    for (int i = 0; i < size(); i++) {
      Tensor flat = Output.flat(Slicing.slice(raw, -1, i, i + 1));
      boolean free = i == 0 && !name.equals(NEGATIVE_BINOMIAL);
      // More than two degrees of freedom, so that there is a variance.
      parameters.add(free ? flat : positive(flat, i == 2 ? 2 : LEAST));
    }
    if (name.equals(NEGATIVE_BINOMIAL)) {
      Tensor mean = parameters.getFirst();
      parameters.set(0, Elementwise.multiply(mean, units(scales, mean)));
    }
    return parameters;
  }

  private static Tensor positive(Tensor x, float least) {
    return Elementwise.add(Elementwise.softplus(x), constant(x.tape(), x.shape(), least));
  }

  private static Tensor constant(Tape tape, Shape shape, float value) {
    Tensor constant = tape.result(shape);
    Arrays.fill(constant.data(), 0, shape.size(), value);
    return constant;
  }

  private static Tensor units(List<? extends Scale> scales, Tensor like) {
    Tensor units = like.tape().result(like.shape());
    int targets = like.shape().dimension(1);
    int steps = like.shape().last();
    for (int row = 0; row < scales.size() * targets; row++) {
      float unit = (float) scales.get(row / targets).countUnit(row % targets);
      Arrays.fill(units.data(), row * steps, (row + 1) * steps, unit);
    }
    return units;
  }

  @Override
  public Tensor loss(List<Tensor> parameters, WindowBatch batch) {
    Tensor first = parameters.getFirst();
    Tensor second = parameters.get(1);
    int steps = first.shape().last();
    return switch (name) {
      case GAUSSIAN -> Loss.gaussian(first, second, batch.future(first.tape(), steps));
      case STUDENT_T ->
          Loss.studentT(first, second, parameters.get(2), batch.future(first.tape(), steps));
      default -> Loss.negativeBinomial(first, second, batch.counts(first.tape(), steps));
    };
  }

  @Override
  public Distribution distribution(List<Tensor> parameters, int at, Scale scale, int target) {
    double first = parameters.getFirst().data()[at];
    double second = parameters.get(1).data()[at];
    return switch (name) {
      case GAUSSIAN -> new Gaussian(scale.invert(first, target), second * scale.unit(target));
      case STUDENT_T ->
          new StudentT(
              scale.invert(first, target),
              second * scale.unit(target),
              parameters.get(2).data()[at]);
      default -> new NegativeBinomial(first, second);
    };
  }
}
