package eddy.recurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import eddy.GradientCheck;
import eddy.tensor.Arrangement;
import eddy.tensor.Array;
import eddy.tensor.Elementwise;
import eddy.tensor.Parameter;
import eddy.tensor.Reductions;
import eddy.tensor.Sequence;
import eddy.tensor.Shape;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import eddy.tensor.Workspace;
import java.util.Arrays;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ConvLstmTest {
  private static final int BATCH = 3;
  private static final int TIME = 4;
  private static final int LINES = 3;
  private static final int PIXELS = 5;
  private static final int CHANNELS = 2;
  private static final int HIDDEN = 3;
  private static final int[] RAGGED = {2, 4, 3};

  private static float[] random(int size) {
    SplittableRandom random = new SplittableRandom(7);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static Array clips() {
    int size = BATCH * TIME * LINES * PIXELS * CHANNELS;
    return new Array(Shape.of(BATCH, TIME, LINES, PIXELS, CHANNELS), random(size));
  }

  private static ConvLstm layer(int window) {
    return new ConvLstm(CHANNELS, HIDDEN, window, new SplittableRandom(1));
  }

  @Test
  void everyFrameAgreesWithTheFormulaInDoubles() {
    ConvLstm layer = layer(3);
    double[][] expected = reference(layer, clips().data(), 3);
    for (int threads : new int[] {1, 2}) {
      try (Workspace workspace = new Workspace(threads);
          Tape tape = workspace.inference()) {
        ConvLstm.Output output = layer.forward(tape.constant(clips()), RAGGED);
        assertThat(output.frames().shape()).isEqualTo(Shape.of(BATCH, TIME, LINES, PIXELS, HIDDEN));
        int frame = LINES * PIXELS * HIDDEN;
        for (int b = 0; b < BATCH; b++) {
          for (int i = 0; i < TIME * frame; i++) {
            double value = i < RAGGED[b] * frame ? expected[b][i] : 0;
            assertThat((double) output.frames().data()[b * TIME * frame + i])
                .isCloseTo(value, within(1e-5));
          }
          for (int i = 0; i < frame; i++) {
            assertThat((double) output.last().data()[b * frame + i])
                .isCloseTo(expected[b][(RAGGED[b] - 1) * frame + i], within(1e-5));
          }
        }
      }
    }
  }

  /** h of all frames of each clip, pixel by pixel as the equations say. */
  private static double[][] reference(ConvLstm layer, float[] x, int window) {
    SequencedMap<String, Parameter> p = layer.parameters();
    int frame = LINES * PIXELS * HIDDEN;
    double[][] all = new double[BATCH][TIME * frame];
    for (int b = 0; b < BATCH; b++) {
      double[] c = new double[frame];
      for (int t = 0; t < TIME; t++) {
        double[] before =
            t == 0 ? new double[frame] : Arrays.copyOfRange(all[b], (t - 1) * frame, t * frame);
        double[] input = new double[LINES * PIXELS * CHANNELS];
        for (int i = 0; i < input.length; i++) {
          input[i] = x[(b * TIME + t) * input.length + i];
        }
        for (int pixel = 0; pixel < LINES * PIXELS; pixel++) {
          for (int u = 0; u < HIDDEN; u++) {
            double[] gate = new double[4];
            for (int g = 0; g < 4; g++) {
              int row = g * HIDDEN + u;
              gate[g] = p.get("bias_ih").data()[row] + p.get("bias_hh").data()[row];
              gate[g] += convolved(p.get("weight_ih").data(), row, input, CHANNELS, pixel, window);
              gate[g] += convolved(p.get("weight_hh").data(), row, before, HIDDEN, pixel, window);
            }
            int at = pixel * HIDDEN + u;
            c[at] = sigmoid(gate[1]) * c[at] + sigmoid(gate[0]) * Math.tanh(gate[2]);
            all[b][t * frame + at] = sigmoid(gate[3]) * Math.tanh(c[at]);
          }
        }
      }
    }
    return all;
  }

  private static double convolved(
      float[] weight, int output, double[] picture, int channels, int pixel, int window) {
    double sum = 0;
    for (int channel = 0; channel < channels; channel++) {
      for (int r = 0; r < window; r++) {
        for (int s = 0; s < window; s++) {
          int line = pixel / PIXELS + r - window / 2;
          int across = pixel % PIXELS + s - window / 2;
          if (line >= 0 && line < LINES && across >= 0 && across < PIXELS) {
            sum +=
                weight[((output * channels + channel) * window + r) * window + s]
                    * picture[(line * PIXELS + across) * channels + channel];
          }
        }
      }
    }
    return sum;
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  @Test
  void gradientsAgreeWithDifferences() {
    ConvLstm layer = layer(3);
    Parameter x = new Parameter(clips());
    Parameter[] all = new Parameter[layer.parameters().size() + 1];
    layer.parameters().values().toArray(all);
    all[all.length - 1] = x;
    GradientCheck.check(
        tape -> {
          ConvLstm.Output output = layer.forward(tape.parameter(x), RAGGED);
          return Arrangement.concatenate(
              Arrangement.reshape(output.frames(), BATCH, TIME * LINES * PIXELS * HIDDEN),
              Arrangement.reshape(output.last(), BATCH, LINES * PIXELS * HIDDEN));
        },
        all);
  }

  /** With a window of one pixel, each pixel is a sequence of its own. */
  @Test
  void withoutConvolutionItIsAnLstmAtEveryPixel() {
    ConvLstm layer = layer(1);
    Recurrent lstm = Recurrent.of(new Lstm(), CHANNELS, HIDDEN).build(new SplittableRandom(2));
    layer
        .parameters()
        .forEach((name, value) -> {
          Parameter own = lstm.parameters().get(name + "_l0");
          own.set(name, new Array(own.shape(), value.data().clone()));
        });
    int area = LINES * PIXELS;
    Array pixels = Array.zeros(BATCH * area, TIME, CHANNELS);
    Array clips = clips();
    for (int row = 0; row < BATCH * area; row++) {
      for (int t = 0; t < TIME; t++) {
        int from = ((row / area * TIME + t) * area + row % area) * CHANNELS;
        System.arraycopy(clips.data(), from, pixels.data(), (row * TIME + t) * CHANNELS, CHANNELS);
      }
    }
    int[] lengths = new int[BATCH * area];
    Arrays.setAll(lengths, row -> RAGGED[row / area]);
    try (Workspace workspace = new Workspace(2);
        Tape tape = workspace.inference()) {
      Tensor frames = layer.forward(tape.constant(clips), RAGGED).frames();
      Tensor each = lstm.forward(new Sequence(tape.constant(pixels), lengths)).sequence().values();
      for (int row = 0; row < BATCH * area; row++) {
        for (int t = 0; t < TIME; t++) {
          int at = ((row / area * TIME + t) * area + row % area) * HIDDEN;
          for (int u = 0; u < HIDDEN; u++) {
            assertThat(frames.data()[at + u]).isEqualTo(each.data()[(row * TIME + t) * HIDDEN + u]);
          }
        }
      }
    }
  }

  @Test
  void trainingAndInferenceWithAnyThreadsHaveTheSameBits() {
    ConvLstm layer = layer(3);
    float[][] frames = new float[3][];
    float[][] gradients = new float[2][];
    for (int i = 0; i < 3; i++) {
      try (Workspace workspace = new Workspace(i == 0 ? 1 : 2);
          Tape tape = i < 2 ? workspace.training(1, 1) : workspace.inference()) {
        Tensor x = tape.constant(clips());
        Tensor output = layer.forward(x, RAGGED).frames();
        frames[i] = Arrays.copyOf(output.data(), output.shape().size());
        if (i < 2) {
          Tensor weight = tape.parameter(layer.parameters().get("weight_hh"));
          tape.backward(Reductions.sum(Elementwise.multiply(output, output)));
          gradients[i] = Arrays.copyOf(weight.gradient(), weight.shape().size());
        }
      }
    }
    assertThat(frames[1]).isEqualTo(frames[0]);
    assertThat(frames[2]).isEqualTo(frames[0]);
    assertThat(gradients[1]).isEqualTo(gradients[0]);
  }

  @Test
  void anotherShapeIsRefused() {
    try (Workspace workspace = new Workspace(1);
        Tape tape = workspace.inference()) {
      Tensor x = tape.constant(Array.zeros(2, 3, 4, 4, 1));
      assertThatThrownBy(() -> layer(3).forward(x, new int[] {3, 3}))
          .hasMessageContaining("expected clips [2, time, lines, pixels, 2]");
      Tensor clips = tape.constant(clips());
      assertThatThrownBy(() -> layer(3).forward(clips, new int[] {1, 0, 4}))
          .hasMessageContaining("expected lengths from 1 to 4 but got [1, 0, 4].");
    }
    assertThatThrownBy(() -> layer(2)).hasMessageContaining("an odd window");
  }
}
