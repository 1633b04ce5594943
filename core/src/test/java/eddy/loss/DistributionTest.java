package eddy.loss;

import static eddy.GradientCheck.check;
import static eddy.GradientCheck.distinct;
import static eddy.GradientCheck.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import eddy.tensor.Array;
import eddy.tensor.Elementwise;
import eddy.tensor.Parameter;
import eddy.tensor.Shape;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import eddy.tensor.Workspace;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class DistributionTest {
  private static final List<Distribution> ALL =
      List.of(
          new Gaussian(1.5, 2),
          new StudentT(-1, 0.5, 3),
          new StudentT(2, 1, 2.1),
          new NegativeBinomial(4, 0.5),
          new NegativeBinomial(0.3, 2),
          new Quantiles(new double[] {0.1, 0.4, 0.5, 0.9}, new double[] {-1, 0, 0.5, 3}));

  @Test
  void valuesFromTables() {
    assertThat(Gaussian.standardQuantile(0.975)).isCloseTo(1.959963984540054, within(1e-12));
    assertThat(Gaussian.standardProbability(-8)).isCloseTo(6.22096057427178e-16, within(1e-25));
    assertThat(new StudentT(0, 1, 5).quantile(0.975)).isCloseTo(2.570581835636314, within(1e-9));
    assertThat(new StudentT(0, 1, 1).probability(1)).isCloseTo(0.75, within(1e-12));
    // One degree of freedom more than the dispersion allows: r = 1 is the geometric distribution.
    NegativeBinomial geometric = new NegativeBinomial(3, 1);
    assertThat(geometric.probability(2)).isCloseTo(1 - Math.pow(0.75, 3), within(1e-12));
    assertThat(geometric.quantile(0.5)).isEqualTo(2);
    assertThat(SpecialFunctions.logGamma(0.5)).isCloseTo(0.5 * Math.log(Math.PI), within(1e-13));
    assertThat(SpecialFunctions.logGamma(11)).isCloseTo(Math.log(3628800), within(1e-12));
    assertThat(SpecialFunctions.digamma(1)).isCloseTo(-0.5772156649015329, within(1e-13));
  }

  @Test
  void aQuantileIsNotExceededWithItsProbability() {
    for (Distribution distribution : ALL) {
      for (double level : new double[] {0.001, 0.1, 0.5, 0.77, 0.999}) {
        double quantile = distribution.quantile(level);
        if (distribution instanceof NegativeBinomial) {
          assertThat(distribution.probability(quantile)).isGreaterThanOrEqualTo(level);
          assertThat(distribution.probability(quantile - 1)).isLessThan(level);
        } else if (level > 0.1 && level < 0.9 || !(distribution instanceof Quantiles)) {
          assertThat(distribution.probability(quantile))
              .as("%s at %s", distribution, level)
              .isCloseTo(level, within(1e-9));
        }
      }
    }
  }

  @Test
  void drawnValuesHaveTheDistributionsMomentsAndScores() {
    // Brute force: E|Y - y| - E|Y - Y'| / 2 is the same score.
    int n = 40_000;
    for (Distribution distribution : ALL.subList(0, 5)) {
      SplittableRandom random = new SplittableRandom(7);
      double[] draws = new double[n];
      Arrays.setAll(draws, _ -> distribution.sample(random));
      Arrays.sort(draws);
      for (double y : new double[] {-2, 0, 1.3, 5}) {
        double distance = 0;
        double spread = 0;
        for (int i = 0; i < n; i++) {
          distance += Math.abs(draws[i] - y) / n;
          spread += 2.0 * (2.0 * i - n + 1) * draws[i] / n / n;
        }
        double expected = distance - spread / 2;
        assertThat(distribution.crps(y))
            .as("%s at %s", distribution, y)
            .isCloseTo(expected, within(0.02 * (1 + expected)));
      }
    }
  }

  @Test
  void theScoreIsTheIntegralOfItsDefinition() {
    for (Distribution distribution : ALL.subList(0, 5)) {
      double y = 1.25;
      double sum = 0;
      double step = 0.01;
      for (double x = -400 + step / 2; x < 400; x += step) {
        double p = distribution.probability(x) - (y <= x ? 1 : 0);
        sum += p * p * step;
      }
      assertThat(distribution.crps(y)).as("%s", distribution).isCloseTo(sum, within(2e-3));
    }
  }

  @Test
  void manyQuantilesScoreLikeTheDistributionTheyComeFrom() {
    Gaussian gaussian = new Gaussian(1, 3);
    double[] levels = new double[999];
    Arrays.setAll(levels, i -> (i + 1) / 1000.0);
    Quantiles quantiles =
        new Quantiles(levels, Arrays.stream(levels).map(gaussian::quantile).toArray());
    for (double y : new double[] {-4, 1, 2.5}) {
      assertThat(quantiles.crps(y)).isCloseTo(gaussian.crps(y), within(5e-3));
    }
  }

  @Test
  void beyondItsOutermostLevelsAQuantileFunctionGoesOnStraight() {
    Quantiles quantiles = new Quantiles(new double[] {0.2, 0.8}, new double[] {1, 4});
    assertThat(quantiles.quantile(0.5)).isCloseTo(2.5, within(1e-12));
    assertThat(quantiles.quantile(0.9)).isCloseTo(4.5, within(1e-12));
    assertThatThrownBy(() -> new Quantiles(new double[] {0.5}, new double[] {1}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static float value(Function<Tape, Tensor> loss) {
    try (Workspace workspace = new Workspace(1);
        Tape tape = workspace.inference()) {
      return loss.apply(tape).scalar();
    }
  }

  private static Array row(float... values) {
    return new Array(Shape.of(values.length), values);
  }

  @Test
  void lossesByHand() {
    // 0.1 * 2 and 0.9 * 1; 0.1 * 0 and 0.9 * 1.
    Array quantiles = new Array(Shape.of(2, 2), new float[] {1, 4, 3, 2});
    assertThat(value(t -> Loss.pinball(t.constant(quantiles), t.constant(row(3, 3)), 0.1, 0.9)))
        .isCloseTo((0.2f + 0.1f + 0 + 0.9f) / 4, within(1e-6f));
    assertThat(
            value(t -> Loss.gaussian(t.constant(row(1)), t.constant(row(2)), t.constant(row(4)))))
        .isCloseTo((float) (Math.log(2 * Math.sqrt(2 * Math.PI)) + 1.125), within(1e-6f));
    // Cauchy: 1 / (pi s (1 + z^2)).
    assertThat(
            value(t ->
                Loss.studentT(
                    t.constant(row(1)),
                    t.constant(row(2)),
                    t.constant(row(1)),
                    t.constant(row(4)))))
        .isCloseTo((float) Math.log(Math.PI * 2 * 3.25), within(1e-6f));
    // Geometric with p = 1/4: 0.25 * 0.75^2.
    assertThat(
            value(t ->
                Loss.negativeBinomial(t.constant(row(3)), t.constant(row(1)), t.constant(row(2)))))
        .isCloseTo((float) -Math.log(0.25 * 0.5625), within(1e-6f));
  }

  @Test
  void gradients() {
    Parameter a = random(1, 4, 5);
    Parameter b = random(2, 4, 5);
    Parameter c = random(3, 4, 5);
    Array y = random(4, 4, 5).value();
    Array counts = new Array(Shape.of(4, 5), new float[20]);
    for (int i = 0; i < 20; i++) {
      counts.data()[i] = i % 7;
    }
    check(t -> Elementwise.softplus(t.parameter(a)), a);
    check(
        t -> Loss.gaussian(t.parameter(a), Elementwise.softplus(t.parameter(b)), t.constant(y)),
        a,
        b);
    check(
        t ->
            Loss.studentT(
                t.parameter(a),
                Elementwise.softplus(t.parameter(b)),
                Elementwise.softplus(t.parameter(c)),
                t.constant(y)),
        a,
        b,
        c);
    check(
        t ->
            Loss.negativeBinomial(
                Elementwise.softplus(t.parameter(a)),
                Elementwise.softplus(t.parameter(b)),
                t.constant(counts)),
        a,
        b);
    Parameter quantiles = distinct(5, 2, 5, 2);
    Array middle = new Array(Shape.of(2, 5), new float[10]);
    check(t -> Loss.pinball(t.parameter(quantiles), t.constant(middle), 0.1, 0.75), quantiles);
  }

  @Test
  void wrongShapesAreRefused() {
    assertThatThrownBy(
            () -> value(t -> Loss.pinball(t.constant(row(1, 2)), t.constant(row(1, 2)), 0.5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("pinball");
  }
}
