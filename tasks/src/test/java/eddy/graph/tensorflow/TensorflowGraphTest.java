package eddy.graph.tensorflow;

import static eddy.graph.keras.KerasSamples.random;
import static eddy.graph.keras.KerasSamples.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import eddy.format.BadInput;
import eddy.graph.Exported;
import eddy.graph.Value;
import eddy.graph.keras.KerasSamples;
import eddy.tensor.Array;
import eddy.tensor.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Networks that are guessed from the variables of TensorFlow 1. */
class TensorflowGraphTest {
  @Test
  void cellsOfTensorflow1AreReadWithTheForgetBiasThatIsInNoFile() {
    Array kernel = random(1, 5, 12);
    Array bias = random(2, 12);
    Map<String, Array> variables = new LinkedHashMap<>();
    variables.put("rnn/basic_lstm_cell/kernel", kernel);
    variables.put("rnn/basic_lstm_cell/bias", bias);
    variables.put("rnn/basic_lstm_cell/bias/Adam", bias);
    variables.put("beta1_power", Array.zeros());
    Array x = random(3, 1, 4, 2);
    float[] found = Exported.y(TensorflowGraph.of(variables, 1.5f), Value.of(x));
    // Keras's order is i, f, c, o; TensorFlow's i, j, f, o.
    int[] order = {0, 2, 1, 3};
    Array shifted = new Array(Shape.of(12), bias.data().clone());
    for (int unit = 6; unit < 9; unit++) {
      shifted.data()[unit] += 1.5f;
    }
    List<Array> keras =
        List.of(
            columns(kernel, 0, 2, order),
            columns(kernel, 2, 5, order),
            columns(shifted, 0, 1, order));
    boolean[] all = {true, true, true, true};
    requireClose(found, KerasSamples.recurrent("LSTM", row(x, 0), all, keras, false));
  }

  @Test
  void aGruOfTensorflow1HasTwoKernels() {
    Array gates = random(4, 5, 6);
    Array candidate = random(5, 5, 3);
    Map<String, Array> variables = new LinkedHashMap<>();
    variables.put("rnn/gru_cell/gates/kernel", gates);
    variables.put("rnn/gru_cell/gates/bias", random(6, 6));
    variables.put("rnn/gru_cell/candidate/kernel", candidate);
    variables.put("rnn/gru_cell/candidate/bias", random(7, 3));
    Array x = random(8, 1, 4, 2);
    float[] found = Exported.y(TensorflowGraph.of(variables, 1), Value.of(x));
    // Keras's order is z, r, h in one kernel; TensorFlow's r, u, and the candidate apart.
    Array kernel = Array.zeros(5, 9);
    for (int row = 0; row < 5; row++) {
      System.arraycopy(gates.data(), row * 6, kernel.data(), row * 9, 6);
      System.arraycopy(candidate.data(), row * 3, kernel.data(), row * 9 + 6, 3);
    }
    Array bias = Array.zeros(9);
    System.arraycopy(random(6, 6).data(), 0, bias.data(), 0, 6);
    System.arraycopy(random(7, 3).data(), 0, bias.data(), 6, 3);
    int[] order = {1, 0, 2};
    List<Array> keras =
        List.of(
            columns(kernel, 0, 2, order), columns(kernel, 2, 5, order), columns(bias, 0, 1, order));
    boolean[] all = {true, true, true, true};
    requireClose(found, KerasSamples.recurrent("GRU", row(x, 0), all, keras, false));
  }

  @Test
  void peepholesAndAProjectionOfTensorflow1AreComputed() {
    Map<String, Array> variables = new LinkedHashMap<>();
    variables.put(
        "rnn/lstm_cell/kernel", new Array(Shape.of(2, 4), new float[] {1, 2, 3, 4, 5, 6, 7, 8}));
    variables.put("rnn/lstm_cell/bias", Array.zeros(4));
    variables.put("rnn/lstm_cell/w_i_diag", new Array(Shape.of(1), new float[] {0.5f}));
    variables.put("rnn/lstm_cell/w_f_diag", new Array(Shape.of(1), new float[] {0.25f}));
    variables.put("rnn/lstm_cell/w_o_diag", new Array(Shape.of(1), new float[] {-1}));
    variables.put("rnn/lstm_cell/projection/kernel", new Array(Shape.of(1, 1), new float[] {3}));
    float[] found =
        Exported.y(
            TensorflowGraph.of(variables, 1),
            Value.of(new Array(Shape.of(1, 2, 1), new float[] {0.1f, -0.2f})));
    double c = 0;
    double h = 0;
    float[] expected = new float[2];
    for (int t = 0; t < 2; t++) {
      double x = t == 0 ? 0.1 : -0.2;
      double i = sigmoid(x + 5 * h + 0.5 * c);
      double f = sigmoid(3 * x + 7 * h + 0.25 * c + 1);
      c = f * c + i * Math.tanh(2 * x + 6 * h);
      h = 3 * sigmoid(4 * x + 8 * h - c) * Math.tanh(c);
      expected[t] = (float) h;
    }
    requireClose(found, expected);
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  @Test
  void variablesOfNoCellMakeNoGraph() {
    assertThatThrownBy(() -> TensorflowGraph.of(Map.of("a", Array.zeros(2)), 1))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("expected the variables of a cell");
  }

  /** Some rows of a matrix, or a vector, with its blocks of columns in another order. */
  private static Array columns(Array matrix, int from, int to, int[] order) {
    int all = matrix.shape().last();
    int block = all / order.length;
    Array result = Array.zeros(to - from, all);
    for (int row = from; row < to; row++) {
      for (int gate = 0; gate < order.length; gate++) {
        System.arraycopy(
            matrix.data(),
            row * all + order[gate] * block,
            result.data(),
            (row - from) * all + gate * block,
            block);
      }
    }
    return matrix.shape().rank() == 1 ? new Array(matrix.shape(), result.data()) : result;
  }

  private static void requireClose(float[] found, float[] expected) {
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) found[i]).isCloseTo(expected[i], within(1e-6));
    }
  }
}
