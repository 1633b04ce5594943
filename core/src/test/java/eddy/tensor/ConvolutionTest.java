package eddy.tensor;

import static eddy.GradientCheck.check;
import static eddy.GradientCheck.distinct;
import static eddy.GradientCheck.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eddy.Golden;
import eddy.layer.Conv;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Convolution and pooling: against PyTorch, against differences, and of ragged batches. */
class ConvolutionTest {
  private static final Window LOPSIDED = new Window(3, 2, 2, 1, 1, 0, 0, 1);

  static Stream<String> golden() {
    return Stream.concat(Golden.names("layer-conv").stream(), Golden.names("pooling").stream());
  }

  @ParameterizedTest
  @MethodSource("golden")
  void outputsAndGradientsAgree(String name) {
    Golden golden = Golden.load(name);
    try (Workspace workspace = new Workspace(2);
        Tape tape = workspace.training(1, 0)) {
      Tensor x = tape.variable(golden.array("x"));
      switch (name) {
        case "pooling-max" -> compare(golden, x, WindowPooling.max(x, square(golden)));
        case "pooling-mean" -> compare(golden, x, WindowPooling.mean(x, square(golden)));
        default -> {
          boolean alongTime = golden.shape("weight").rank() == 3;
          Conv layer = layer(golden, alongTime ? alongTime(golden) : square(golden));
          compare(
              golden, x, alongTime ? layer.forward(Sequence.full(x)).values() : layer.forward(x));
          layer
              .parameters()
              .forEach((parameter, value) ->
                  golden.assertClose("d_" + parameter, tape.gradient(value), value.shape().size()));
        }
      }
    }
  }

  private static void compare(Golden golden, Tensor x, Tensor y) {
    golden.assertClose("output", y.data(), y.shape().size());
    Tensor weights = x.tape().constant(golden.array("g_output"));
    x.tape().backward(Reductions.sum(Elementwise.multiply(y, weights)));
    golden.assertClose("d_x", x.gradient(), x.shape().size());
  }

  private static Window square(Golden golden) {
    return Window.square(
        golden.integer("size"), golden.integer("stride"), golden.integer("padding"));
  }

  private static Window alongTime(Golden golden) {
    int padding = golden.integer("padding");
    return new Window(
        golden.integer("size"), 1, golden.integer("stride"), 1, padding, padding, 0, 0);
  }

  private static Conv layer(Golden golden, Window window) {
    Shape shape = golden.shape("weight");
    Conv layer = new Conv(shape.dimension(1), shape.dimension(0), window, new SplittableRandom(1));
    Parameter weight = layer.parameters().get("weight");
    weight.set("weight", new Array(weight.shape(), golden.array("weight").data()));
    layer.parameters().get("bias").set("bias", golden.array("bias"));
    return layer;
  }

  @Test
  void gradientsOfPictures() {
    Parameter x = random(1, 2, 5, 4, 3);
    Parameter weight = random(2, 4, 3, 3, 2);
    Parameter bias = random(3, 4);
    check(
        t -> Convolution.convolve(t.parameter(x), t.parameter(weight), t.parameter(bias), LOPSIDED),
        x,
        weight,
        bias);
    Parameter distinct = distinct(4, 2, 5, 4, 2);
    check(t -> WindowPooling.max(t.parameter(distinct), LOPSIDED), distinct);
    check(t -> WindowPooling.mean(t.parameter(distinct), LOPSIDED), distinct);
  }

  @Test
  void gradientsOfRaggedSequences() {
    int[] lengths = {7, 2, 5};
    Parameter x = random(5, 3, 7, 6);
    Parameter weight = random(6, 4, 3, 3, 2);
    Parameter bias = random(7, 4);
    check(
        t ->
            Convolution.convolve(
                    new Sequence(t.parameter(x), lengths),
                    t.parameter(weight),
                    t.parameter(bias),
                    LOPSIDED)
                .values(),
        x,
        weight,
        bias);
    Parameter distinct = distinct(8, 3, 7, 4);
    check(
        t -> WindowPooling.max(new Sequence(t.parameter(distinct), lengths), 2, LOPSIDED).values(),
        distinct);
    check(
        t ->
            WindowPooling.mean(new Sequence(t.parameter(distinct), lengths), 4, Window.steps(2, 1))
                .values(),
        distinct);
  }

  /** Larger than a piece and than the groups of pictures whose gradients are summed apart. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void manyPiecesAgreeWithPlainLoopsOnAnyThreads(boolean ragged) {
    Window window = new Window(3, 3, 2, 1, 1, 1, 1, 0);
    int batch = 17;
    int height = 40;
    int width = 40;
    int channels = 8;
    int[] heights = new int[batch];
    Arrays.setAll(heights, b -> ragged ? 3 + b * 7 % 38 : height);
    float[] pixels = random(1, batch, height, width, channels).data();
    for (int b = 0; b < batch; b++) {
      int line = width * channels;
      Arrays.fill(pixels, (b * height + heights[b]) * line, (b + 1) * height * line, Float.NaN);
    }
    Shape shape =
        ragged
            ? Shape.of(batch, height, width * channels)
            : Shape.of(batch, height, width, channels);
    Array x = new Array(shape, pixels);
    Array weight = random(2, 3, channels, 3, 3).value();
    Array bias = random(3, 3).value();
    List<float[]> alone = convolved(1, x, heights, weight, bias, window);
    List<float[]> together = convolved(2, x, heights, weight, bias, window);
    List<double[]> expected = plain(pixels, heights, height, width, weight, bias, window);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(together.get(i)).isEqualTo(alone.get(i));
      assertThat(alone.get(i)).hasSameSizeAs(expected.get(i));
      double most = Arrays.stream(expected.get(i)).map(Math::abs).max().orElseThrow();
      for (int n = 0; n < expected.get(i).length; n++) {
        // A plain comparison, since there are hundreds of thousands.
        if (!(Math.abs(alone.get(i)[n] - expected.get(i)[n]) <= 1e-5 * most)) {
          throw new AssertionError(
              "%d at %d: expected %s but got %s"
                  .formatted(i, n, expected.get(i)[n], alone.get(i)[n]));
        }
      }
    }
  }

  /** The numbers by which the outputs count in what is differentiated. */
  private static float slope(int index) {
    return (index * 7919 % 1000 - 500) / 500f;
  }

  /** The output and the gradients by x, weight and bias. */
  private static List<float[]> convolved(
      int threads, Array x, int[] lengths, Array weight, Array bias, Window window) {
    try (Workspace workspace = new Workspace(threads);
        Tape tape = workspace.training(1, 0)) {
      Tensor xt = tape.variable(x);
      Tensor wt = tape.variable(weight);
      Tensor bt = tape.variable(bias);
      Tensor y =
          x.shape().rank() == 4
              ? Convolution.convolve(xt, wt, bt, window)
              : Convolution.convolve(new Sequence(xt, lengths), wt, bt, window).values();
      float[] slopes = new float[y.shape().size()];
      for (int i = 0; i < slopes.length; i++) {
        slopes[i] = slope(i);
      }
      Tensor weighted = Elementwise.multiply(y, tape.constant(new Array(y.shape(), slopes)));
      tape.backward(Reductions.sum(weighted));
      return List.of(
          y.toArray().data(),
          Arrays.copyOf(xt.gradient(), x.shape().size()),
          Arrays.copyOf(wt.gradient(), weight.shape().size()),
          Arrays.copyOf(bt.gradient(), bias.shape().size()));
    }
  }

  /** The same by the definition. */
  private static List<double[]> plain(
      float[] x, int[] heights, int height, int width, Array weight, Array bias, Window window) {
    int outputs = weight.shape().dimension(0);
    int channels = weight.shape().dimension(1);
    int rows = window.rows(height);
    int columns = window.columns(width);
    double[] y = new double[heights.length * rows * columns * outputs];
    double[] dx = new double[x.length];
    double[] dw = new double[weight.shape().size()];
    double[] db = new double[outputs];
    for (int b = 0; b < heights.length; b++) {
      for (int i = 0; i < window.rows(heights[b]); i++) {
        for (int j = 0; j < columns; j++) {
          for (int o = 0; o < outputs; o++) {
            int to = ((b * rows + i) * columns + j) * outputs + o;
            y[to] = bias.data()[o];
            db[o] += slope(to);
            for (int r = 0; r < window.height(); r++) {
              int row = i * window.strideHeight() + r - window.top();
              for (int s = 0; s < window.width(); s++) {
                int column = j * window.strideWidth() + s - window.left();
                if (row < 0 || row >= heights[b] || column < 0 || column >= width) {
                  continue;
                }
                for (int c = 0; c < channels; c++) {
                  int from = ((b * height + row) * width + column) * channels + c;
                  int w = ((o * channels + c) * window.height() + r) * window.width() + s;
                  y[to] += (double) weight.data()[w] * x[from];
                  dx[from] += (double) weight.data()[w] * slope(to);
                  dw[w] += (double) x[from] * slope(to);
                }
              }
            }
          }
        }
      }
    }
    return List.of(y, dx, dw, db);
  }

  @Test
  void paddingChangesNothingAndComesOutAsZero() {
    BiFunction<Sequence, Tape, Sequence> convolve =
        (x, tape) ->
            Convolution.convolve(
                x,
                tape.constant(random(2, 4, 2, 3, 1).value()),
                tape.constant(random(3, 4).value()),
                Window.causal(3, 2));
    float[] steps = random(1, 5, 2).data().clone();
    try (Workspace workspace = new Workspace(2);
        Tape tape = workspace.inference()) {
      Array alone = new Array(Shape.of(1, 5, 2), steps);
      float[] padded = Arrays.copyOf(steps, 18);
      Arrays.fill(padded, 10, 18, Float.NaN);
      Sequence expected = convolve.apply(Sequence.full(tape.constant(alone)), tape);
      Sequence actual =
          convolve.apply(
              new Sequence(tape.constant(new Array(Shape.of(1, 9, 2), padded)), new int[] {5}),
              tape);
      assertThat(expected.lengths()).containsExactly(3);
      assertThat(actual.lengths()).containsExactly(3);
      float[] values = actual.values().toArray().data();
      assertThat(Arrays.copyOf(values, 12)).isEqualTo(expected.values().toArray().data());
      assertThat(Arrays.copyOfRange(values, 12, 20)).containsOnly(0);
    }
  }

  @Test
  void aMeanLeavesOutWhatIsOutside() {
    try (Workspace workspace = new Workspace(1);
        Tape tape = workspace.inference()) {
      Tensor x = tape.constant(new Array(Shape.of(1, 2, 2, 1), new float[] {1, 2, 3, 6}));
      assertThat(WindowPooling.mean(x, Window.square(2, 1, 1)).toArray().data())
          .containsExactly(1, 1.5f, 2, 2, 3, 4, 3, 4.5f, 6);
    }
  }

  @Test
  void whatDoesNotFitIsRefusedWithItsShape() {
    try (Workspace workspace = new Workspace(1);
        Tape tape = workspace.inference()) {
      Tensor weight = tape.constant(Array.zeros(4, 2, 3, 1));
      Tensor bias = tape.constant(Array.zeros(4));
      Sequence narrow = Sequence.full(tape.constant(Array.zeros(1, 5, 3)));
      assertThatThrownBy(() -> Convolution.convolve(narrow, weight, bias, Window.steps(3, 1)))
          .hasMessageContaining("a multiple of 2")
          .hasMessageContaining("[1, 5, 3]");
      Sequence brief = Sequence.full(tape.constant(Array.zeros(1, 2, 2)));
      assertThatThrownBy(() -> Convolution.convolve(brief, weight, bias, Window.steps(3, 1)))
          .hasMessageContaining("3 x 1 or more")
          .hasMessageContaining("got 2 x 1");
      Sequence fitting = Sequence.full(tape.constant(Array.zeros(1, 5, 2)));
      assertThatThrownBy(() -> Convolution.convolve(fitting, weight, bias, Window.steps(2, 1)))
          .hasMessageContaining("[4, 2, 2, 1]")
          .hasMessageContaining("[4, 2, 3, 1]");
      assertThatThrownBy(() -> new Window(3, 1, 1, 1, 3, 0, 0, 0)).hasMessageContaining("padding");
    }
  }
}
