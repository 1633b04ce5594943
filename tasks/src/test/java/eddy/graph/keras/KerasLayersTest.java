package eddy.graph.keras;

import static eddy.graph.keras.KerasSamples.model;
import static eddy.graph.keras.KerasSamples.random;
import static eddy.graph.keras.KerasSamples.run;
import static eddy.graph.keras.KerasSamples.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import eddy.format.BadInput;
import eddy.graph.Exported;
import eddy.graph.Value;
import eddy.keras.KerasModel;
import eddy.tensor.Array;
import eddy.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KerasLayersTest {
  private static Array array(float... numbers) {
    return new Array(Shape.of(numbers.length), numbers);
  }

  private static Array array(int[] sizes, float... numbers) {
    return new Array(Shape.of(sizes), numbers);
  }

  @Test
  void aDenseLayerIsAProductASumAndAnActivation() {
    Array kernel = array(new int[] {2, 1}, 2, -3);
    Value x = value(array(new int[] {1, 2, 2}, 1, 1, 4, 1));
    float[] y =
        run(model("[null, null, 2]", "Dense", "\"activation\": \"relu\"", kernel, array(0.5f)), x);
    assertThat(y).containsExactly(0, 5.5f);
    String inner = "\"layer\": {\"class_name\": \"Dense\", \"config\": {}}";
    assertThat(run(model("[null, null, 2]", "TimeDistributed", inner, kernel), x))
        .containsExactly(-1, 5);
  }

  @ParameterizedTest
  @CsvSource({
    "valid, 1, '5 8 11'",
    "same, 1, '2.5 5 8 11 4'",
    "causal, 1, '1 2.5 5 8 11'",
    "same, 2, '2.5 8 4'"
  })
  void aConvolutionPadsAsItIsTold(String padding, int strides, String expected) {
    // y[t] = x[t] + 2 x[t+1] - x[t+2], or as far behind as the padding says.
    Array kernel = array(new int[] {3, 1, 1}, 0, 1, 2);
    Value x = value(array(new int[] {1, 5, 1}, 0.5f, 1, 2, 3, 4));
    String arguments = "\"padding\": \"%s\", \"strides\": [%d]".formatted(padding, strides);
    float[] y = run(model("[null, null, 1]", "Conv1D", arguments, kernel), x);
    float[] numbers = new float[expected.split(" ").length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = Float.parseFloat(expected.split(" ")[i]);
    }
    assertThat(y).containsExactly(numbers);
  }

  @Test
  void aConvolutionOfPicturesHasItsChannelsLast() {
    // One output: the sum of the second channel of the right column.
    Array kernel = array(new int[] {2, 2, 2, 1}, 0, 0, 0, 1, 0, 0, 0, 1);
    Value x = value(array(new int[] {1, 2, 2, 2}, 1, 2, 3, 4, 5, 6, 7, 8));
    assertThat(run(model("[null, 2, 2, 2]", "Conv2D", "", kernel, array(0.5f)), x))
        .containsExactly(12.5f);
  }

  @Test
  void poolingsSeeWindowsOrAll() {
    Value x = value(array(new int[] {1, 4, 1}, 1, 5, 2, 4));
    String shape = "[null, null, 1]";
    assertThat(run(model(shape, "MaxPooling1D", ""), x)).containsExactly(5, 4);
    assertThat(run(model(shape, "AveragePooling1D", "\"pool_size\": [2]"), x))
        .containsExactly(3, 3);
    assertThat(run(model(shape, "GlobalMaxPooling1D", ""), x)).containsExactly(5);
    assertThat(run(model(shape, "GlobalAveragePooling1D", ""), x)).containsExactly(3);
  }

  @Test
  void aMeanLeavesOutWhatIsMasked() {
    KerasModel model =
        model(
            2,
            "[null, null, 1]",
            List.<String[]>of(
                new String[] {"Masking", ""}, new String[] {"GlobalAveragePooling1D", ""}),
            List.of());
    assertThat(run(model, value(array(new int[] {1, 4, 1}, 0, 5, 0, 4)))).containsExactly(4.5f);
  }

  @Test
  void normalizationsUseTheirStatistics() {
    Value x = value(array(new int[] {1, 2}, 3, 5));
    // (x - mean) / sqrt(variance + 0) * gamma + beta
    float[] batch =
        run(
            model(
                "[null, 2]",
                "BatchNormalization",
                "\"axis\": [1], \"epsilon\": 0.0",
                array(2, 3),
                array(10, 20),
                array(1, 1),
                array(4, 16)),
            x);
    assertThat(batch).containsExactly(12, 23);
    float[] layer =
        run(
            model(
                "[null, 2]", "LayerNormalization", "\"epsilon\": 0.0", array(2, 3), array(10, 20)),
            x);
    assertThat(layer).containsExactly(8, 23);
  }

  @Test
  void shapesAreChangedBesideTheBatch() {
    Value x = value(array(new int[] {2, 2}, 1, 2, 3, 4));
    assertThat(run(model("[null, 2]", "RepeatVector", "\"n\": 2"), x))
        .containsExactly(1, 2, 1, 2, 3, 4, 3, 4);
    KerasModel turned =
        model(
            2,
            "[null, 2]",
            List.<String[]>of(
                new String[] {"Reshape", "\"target_shape\": [2, 1]"},
                new String[] {"Permute", "\"dims\": [2, 1]"},
                new String[] {"Flatten", ""}),
            List.of());
    assertThat(run(turned, x)).containsExactly(1, 2, 3, 4);
  }

  @Test
  void aLayerOnEachStepMayChangeItsDimensions() {
    Array kernel = array(new int[] {2, 1, 1}, 1, 10);
    String inner = "\"layer\": {\"class_name\": \"Conv1D\", \"config\": {}}";
    Value x = value(array(new int[] {1, 2, 3, 1}, 1, 2, 3, 4, 5, 6));
    assertThat(run(model("[null, null, 3, 1]", "TimeDistributed", inner, kernel), x))
        .containsExactly(21, 32, 54, 65);
  }

  @ParameterizedTest
  @CsvSource({
    "Add, '4 9'",
    "Concatenate, '1 4 3 5'",
    "Multiply, '3 20'",
    "Maximum, '3 5'",
    "Average, '2 4.5'",
    "Subtract, '-2 -1'"
  })
  void twoInputsAreMerged(String className, String expected) {
    KerasModel model =
        KerasModel.parse(
            """
            {"class_name": "Functional", "config": {"layers": [
              {"class_name": "InputLayer", "config": {"name": "p", "batch_shape": [null, 2]}},
              {"class_name": "InputLayer", "config": {"name": "q", "batch_shape": [null, 2]}},
              {"class_name": "%s", "config": {"name": "m"},
                "inbound_nodes": [[["p", 0, 0], ["q", 0, 0]]]}],
              "input_layers": [["p", 0, 0], ["q", 0, 0]], "output_layers": [["m", 0, 0]]}}
            """
                .formatted(className),
            "test",
            3);
    Map<String, Value> out =
        Exported.run(
            KerasGraph.of(model),
            Map.of(
                "p", value(array(new int[] {1, 2}, 1, 4)),
                "q", value(array(new int[] {1, 2}, 3, 5))));
    float[] numbers = new float[expected.split(" ").length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = Float.parseFloat(expected.split(" ")[i]);
    }
    assertThat(((Value.Floats) out.get("m")).data()).containsExactly(numbers);
  }

  @Test
  void differentMasksAreNotMerged() {
    KerasModel model =
        KerasModel.parse(
            """
            {"class_name": "Functional", "config": {"layers": [
              {"class_name": "InputLayer", "config": {"name": "p", "batch_shape": [null, 3, 2]}},
              {"class_name": "InputLayer", "config": {"name": "q", "batch_shape": [null, 3, 2]}},
              {"class_name": "Masking", "config": {"name": "a", "mask_value": 0},
                "inbound_nodes": [[["p", 0, 0]]]},
              {"class_name": "Masking", "config": {"name": "b", "mask_value": 0},
                "inbound_nodes": [[["q", 0, 0]]]},
              {"class_name": "Add", "config": {"name": "m"},
                "inbound_nodes": [[["a", 0, 0], ["b", 0, 0]]]}],
              "input_layers": [["p", 0, 0], ["q", 0, 0]], "output_layers": [["m", 0, 0]]}}
            """,
            "test",
            3);
    assertThatThrownBy(() -> KerasGraph.of(model))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("a merge of inputs with different masks is not supported.");
  }

  @Test
  void anLstmOfPicturesWhoseKernelsAreOnePixelIsAnLstmOfEachPixel() {
    // Kernels of one pixel don't mix pixels, so each is a sequence of its own.
    List<Array> weights = List.of(random(1, 2, 12), random(2, 3, 12), random(3, 12));
    Array x = random(4, 1, 4, 2, 2, 2);
    String arguments =
        "\"filters\": 3, \"kernel_size\": [1, 1], \"return_sequences\": true,"
            + " \"recurrent_activation\": \"sigmoid\"";
    float[] found =
        run(
            model(
                "[null, null, 2, 2, 2]",
                "ConvLSTM2D",
                arguments,
                new Array(Shape.of(1, 1, 2, 12), weights.get(0).data()),
                new Array(Shape.of(1, 1, 3, 12), weights.get(1).data()),
                weights.get(2)),
            value(x));
    boolean[] all = {true, true, true, true};
    for (int pixel = 0; pixel < 4; pixel++) {
      Array sequence = Array.zeros(4, 2);
      for (int t = 0; t < 4; t++) {
        System.arraycopy(x.data(), (t * 4 + pixel) * 2, sequence.data(), t * 2, 2);
      }
      float[] expected = KerasSamples.recurrent("LSTM", sequence, all, weights, false);
      for (int t = 0; t < 4; t++) {
        for (int f = 0; f < 3; f++) {
          assertThat((double) found[(t * 4 + pixel) * 3 + f])
              .isCloseTo(expected[t * 3 + f], within(1e-6));
        }
      }
    }
  }

  @Test
  void anLstmOfPicturesSeesItsNeighbours() {
    // Only the forget of nothing and one gate matter at the first step: h = o * tanh(i * g) with
    // all sums equal, and those are the sum of the 3 x 3 pixels around.
    Array kernel = Array.zeros(3, 3, 1, 4);
    Arrays.fill(kernel.data(), 0.1f);
    Array x = array(new int[] {1, 1, 2, 2, 1}, 1, 2, 3, 4);
    String arguments =
        "\"filters\": 1, \"padding\": \"same\", \"recurrent_activation\": \"sigmoid\"";
    float[] found =
        run(
            model(
                "[null, null, 2, 2, 1]", "ConvLSTM2D", arguments, kernel, Array.zeros(3, 3, 1, 4)),
            value(x));
    double gate = 1 / (1 + Math.exp(-1));
    double expected = gate * Math.tanh(gate * Math.tanh(1));
    for (float each : found) {
      assertThat((double) each).isCloseTo(expected, within(1e-6));
    }
  }
}
