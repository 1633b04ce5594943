package eddy.graph.keras;

import static eddy.graph.keras.KerasSamples.model;
import static eddy.graph.keras.KerasSamples.random;
import static eddy.graph.keras.KerasSamples.row;
import static eddy.graph.keras.KerasSamples.run;
import static eddy.graph.keras.KerasSamples.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import eddy.format.BadInput;
import eddy.graph.Exported;
import eddy.graph.Graph;
import eddy.graph.GraphSession;
import eddy.graph.Value;
import eddy.keras.KerasLayer;
import eddy.keras.KerasModel;
import eddy.tensor.Array;
import eddy.tensor.Shape;
import eddy.tensor.Workspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KerasGraphTest {
  private static final int BATCH = 3;
  private static final int TIME = 6;
  private static final int INPUTS = 2;
  private static final int UNITS = 3;
  private static final String SHAPE = "[null, null, 2]";
  private static final String SEQUENCES = "\"units\": 3, \"return_sequences\": true";

  private static List<Array> weights(String kind, int seed) {
    int columns = UNITS * (kind.equals("LSTM") ? 4 : kind.startsWith("GRU") ? 3 : 1);
    return List.of(
        random(seed, INPUTS, columns),
        random(seed + 1, UNITS, columns),
        kind.equals("GRU2") ? random(seed + 2, 2, columns) : random(seed + 2, columns));
  }

  @ParameterizedTest
  @CsvSource({"SimpleRNN, SimpleRNN", "LSTM, LSTM", "GRU, GRU", "GRU2, GRU"})
  void recurrentLayersComputeWhatKerasDoes(String kind, String className) {
    List<Array> weights = weights(kind, 1);
    Array x = random(9, BATCH, TIME, INPUTS);
    String arguments = SEQUENCES + (kind.equals("GRU2") ? ", \"reset_after\": true" : "");
    boolean[] all = new boolean[TIME];
    Arrays.fill(all, true);
    float[] forward = run(model(SHAPE, className, arguments, arrays(weights)), value(x));
    float[] turned =
        run(
            model(SHAPE, className, arguments + ", \"go_backwards\": true", arrays(weights)),
            value(x));
    for (int b = 0; b < BATCH; b++) {
      requireClose(forward, b, KerasSamples.recurrent(className, row(x, b), all, weights, false));
      float[] expected = KerasSamples.recurrent(className, row(x, b), all, weights, true);
      requireClose(turned, b, reversed(expected));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"SimpleRNN", "LSTM", "GRU"})
  void anActivationWithConstantsHasItsOwnBesideGatesThatHaveNone(String kind) {
    List<Array> weights = weights(kind, 2);
    Array x = random(8, 1, TIME, INPUTS);
    boolean[] all = new boolean[TIME];
    Arrays.fill(all, true);
    Map<String, DoubleUnaryOperator> activations =
        Map.of("linear", sum -> sum, "elu", sum -> sum < 0 ? Math.expm1(sum) : sum);
    activations.forEach((name, function) -> {
      String arguments = SEQUENCES + ", \"activation\": \"" + name + "\"";
      float[] expected = KerasSamples.recurrent(kind, row(x, 0), all, weights, false, function);
      requireClose(run(model(SHAPE, kind, arguments, arrays(weights)), value(x)), 0, expected);
    });
  }

  @ParameterizedTest
  @ValueSource(strings = {"SimpleRNN", "LSTM", "GRU"})
  void maskedStepsKeepTheStateInFrontInTheMiddleAndAtTheEnd(String kind) {
    List<Array> weights = weights(kind, 4);
    Array x = random(10, BATCH, TIME, INPUTS);
    boolean[][] masks = {
      {false, false, true, true, true, true},
      {true, false, true, false, false, true},
      {true, true, true, false, false, false}
    };
    for (int b = 0; b < BATCH; b++) {
      for (int t = 0; t < TIME; t++) {
        for (int i = 0; !masks[b][t] && i < INPUTS; i++) {
          x.data()[(b * TIME + t) * INPUTS + i] = 7;
        }
      }
    }
    List<Array> second = weights(kind, 14);
    List<Array> both = new ArrayList<>(weights);
    both.addAll(second);
    String layer =
        "\"layer\": {\"class_name\": \"%s\", \"config\": {%s}}".formatted(kind, SEQUENCES);
    KerasModel model =
        model(
            2,
            SHAPE,
            List.<String[]>of(
                new String[] {"Masking", "\"mask_value\": 7.0"},
                new String[] {"Bidirectional", layer + ", \"merge_mode\": \"concat\""}),
            List.of(List.of(), both));
    float[] found = run(model, value(x));
    for (int b = 0; b < BATCH; b++) {
      float[] one = KerasSamples.recurrent(kind, row(x, b), masks[b], weights, false);
      float[] two = KerasSamples.recurrent(kind, row(x, b), masks[b], second, true);
      float[] expected = new float[one.length + two.length];
      for (int t = 0; t < TIME; t++) {
        System.arraycopy(one, t * UNITS, expected, 2 * t * UNITS, UNITS);
        System.arraycopy(two, t * UNITS, expected, (2 * t + 1) * UNITS, UNITS);
      }
      requireClose(found, b, expected);
    }
  }

  @Test
  void theLastOutputOfAMaskedLayerIsThatOfTheLastStepThatCounts() {
    List<Array> weights = weights("LSTM", 5);
    Array table = random(6, 5, INPUTS);
    Value ids = new Value.Integers(Shape.of(2, 4), new long[] {3, 1, 0, 0, 0, 2, 0, 4});
    KerasModel model =
        model(
            2,
            "[null, null]",
            List.<String[]>of(
                new String[] {"Embedding", "\"mask_zero\": true"},
                new String[] {"LSTM", "\"units\": 3"}),
            List.of(List.of(table), weights));
    float[] found = run(model, ids);
    boolean[] all = {true, true};
    float[] first = KerasSamples.recurrent("LSTM", rows(table, 3, 1), all, weights, false);
    float[] second = KerasSamples.recurrent("LSTM", rows(table, 2, 4), all, weights, false);
    requireClose(found, 0, Arrays.copyOfRange(first, UNITS, 2 * UNITS));
    requireClose(found, 1, Arrays.copyOfRange(second, UNITS, 2 * UNITS));
  }

  @ParameterizedTest
  @CsvSource({"sum, 0.5", "mul, 0.25", "ave, 0.25"})
  void bothDirectionsAreMerged(String mode, double factor) {
    // One step, equal weights: both directions give the same, h.
    List<Array> weights = weights("LSTM", 7);
    List<Array> both = new ArrayList<>(weights);
    both.addAll(weights);
    Array x = random(11, 1, 1, INPUTS);
    String layer = "\"layer\": {\"class_name\": \"LSTM\", \"config\": {\"units\": 3}}";
    float[] one = run(model(SHAPE, "LSTM", "\"units\": 3", arrays(weights)), value(x));
    float[] merged =
        run(
            model(
                SHAPE, "Bidirectional", layer + ", \"merge_mode\": \"" + mode + "\"", arrays(both)),
            value(x));
    for (int u = 0; u < UNITS; u++) {
      double expected = mode.equals("mul") ? one[u] * one[u] : one[u] * factor * 4;
      assertThat((double) merged[u])
          .isCloseTo(mode.equals("ave") ? one[u] : expected, within(1e-6));
    }
  }

  @Test
  void anLstmOfKeras1HasAnArrayForEachGate() {
    List<Array> weights = weights("LSTM", 8);
    Array x = random(12, 1, TIME, INPUTS);
    Map<String, Array> parts = new LinkedHashMap<>();
    String[] gates = {"i", "f", "c", "o"};
    for (String gate : new String[] {"c", "f", "i", "o"}) {
      int from = List.of(gates).indexOf(gate) * UNITS;
      parts.put("l_W_" + gate, columns(weights.get(0), from));
      parts.put("l_U_" + gate, columns(weights.get(1), from));
      parts.put("l_b_" + gate, columns(weights.get(2), from));
    }
    KerasModel model =
        model(
            1,
            SHAPE,
            List.<String[]>of(
                new String[] {
                  "LSTM",
                  "\"output_dim\": 3, \"return_sequences\": true, \"inner_activation\": \"sigmoid\""
                }),
            List.of());
    KerasModel filled =
        model.withLayers(List.of(model.layers().get(0), model.layers().get(1).withWeights(parts)));
    boolean[] all = new boolean[TIME];
    Arrays.fill(all, true);
    requireClose(
        run(filled, value(x)), 0, KerasSamples.recurrent("LSTM", row(x, 0), all, weights, false));
  }

  @Test
  void theSlopeOfHardSigmoidChangedWithKeras3() {
    Value x = value(new Array(Shape.of(1, 1), new float[] {1.5f}));
    List<String[]> layers =
        List.<String[]>of(new String[] {"Activation", "\"activation\": \"hard_sigmoid\""});
    assertThat(run(model(2, "[null, 1]", layers, List.of()), x)[0]).isEqualTo(0.8f);
    assertThat(run(model(3, "[null, 1]", layers, List.of()), x)[0]).isEqualTo(0.75f);
  }

  @Test
  void aStatefulLayerGoesOnWhereItStopped() {
    List<Array> weights = weights("GRU", 9);
    Array x = random(13, 1, TIME, INPUTS);
    Graph graph =
        KerasGraph.of(model(SHAPE, "GRU", "\"units\": 3, \"stateful\": true", arrays(weights)));
    boolean[] all = new boolean[TIME];
    Arrays.fill(all, true);
    float[] expected = KerasSamples.recurrent("GRU", row(x, 0), all, weights, false);
    try (Workspace workspace = new Workspace(1)) {
      GraphSession session = new GraphSession(graph, workspace);
      for (int t = 0; t < TIME; t++) {
        float[] step = Arrays.copyOfRange(x.data(), t * INPUTS, (t + 1) * INPUTS);
        Value out =
            session.run(Map.of("x", value(new Array(Shape.of(1, 1, INPUTS), step)))).get("a");
        requireClose(
            ((Value.Floats) out).data(),
            0,
            Arrays.copyOfRange(expected, t * UNITS, (t + 1) * UNITS));
      }
    }
  }

  @Test
  void anInitialStateMayBeAnInput() {
    String lstm = "{\"name\": \"l\", \"units\": 3, \"return_state\": true}";
    KerasModel parsed =
        KerasModel.parse(
            """
            {"class_name": "Model", "config": {"layers": [
              {"class_name": "InputLayer", "config": {"name": "x",
                "batch_input_shape": [null, 1, 2]}, "inbound_nodes": []},
              {"class_name": "InputLayer", "config": {"name": "h",
                "batch_input_shape": [null, 3]}, "inbound_nodes": []},
              {"class_name": "InputLayer", "config": {"name": "c",
                "batch_input_shape": [null, 3]}, "inbound_nodes": []},
              {"class_name": "LSTM", "config": %s, "inbound_nodes":
                [[["x", 0, 0, {}], ["h", 0, 0, {}], ["c", 0, 0, {}]]]}],
              "input_layers": [["x", 0, 0], ["h", 0, 0], ["c", 0, 0]],
              "output_layers": [["l", 0, 1], ["l", 0, 2]]}}
            """
                .formatted(lstm),
            "test",
            2);
    List<Array> weights = weights("LSTM", 20);
    Map<String, Array> named = new LinkedHashMap<>();
    weights.forEach(each -> named.put("" + named.size(), each));
    List<KerasLayer> layers = new ArrayList<>(parsed.layers());
    layers.set(3, layers.get(3).withWeights(named));
    Graph graph = KerasGraph.of(parsed.withLayers(layers));
    Array x = random(21, 1, 2, INPUTS);
    Array first = new Array(Shape.of(1, 1, INPUTS), Arrays.copyOf(x.data(), INPUTS));
    Array second =
        new Array(Shape.of(1, 1, INPUTS), Arrays.copyOfRange(x.data(), INPUTS, 2 * INPUTS));
    Value zeros = value(Array.zeros(1, UNITS));
    Map<String, Value> out = Exported.run(graph, Map.of("x", value(first), "h", zeros, "c", zeros));
    List<Value> states = List.copyOf(out.values());
    Map<String, Value> next =
        Exported.run(graph, Map.of("x", value(second), "h", states.get(0), "c", states.get(1)));
    boolean[] all = {true, true};
    float[] expected = KerasSamples.recurrent("LSTM", row(x, 0), all, weights, false);
    requireClose(
        ((Value.Floats) next.values().iterator().next()).data(),
        0,
        Arrays.copyOfRange(expected, UNITS, 2 * UNITS));
  }

  @Test
  void aLayerThatEddyLacksIsRefusedByItsName() {
    assertThatThrownBy(() -> KerasGraph.of(model(SHAPE, "Lambda", "")))
        .isInstanceOf(BadInput.class)
        .hasMessage("Lambda a: there is no such layer in Eddy.");
    assertThatThrownBy(() ->
            KerasGraph.of(
                model(
                    SHAPE,
                    "LSTM",
                    "\"units\": 3, \"activation\": \"gelu\"",
                    arrays(weights("LSTM", 1)))))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("LSTM a: there is no activation gelu");
    assertThatThrownBy(
            () -> KerasGraph.of(model(SHAPE, "GRU", "\"units\": 3", arrays(weights("LSTM", 1)))))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("GRU a: expected weights");
  }

  private static Array[] arrays(List<Array> weights) {
    return weights.toArray(Array[]::new);
  }

  private static Array columns(Array matrix, int from) {
    int all = matrix.shape().last();
    int rows = matrix.data().length / all;
    float[] part = new float[rows * UNITS];
    for (int row = 0; row < rows; row++) {
      System.arraycopy(matrix.data(), row * all + from, part, row * UNITS, UNITS);
    }
    return new Array(rows == 1 ? Shape.of(UNITS) : Shape.of(rows, UNITS), part);
  }

  private static Array rows(Array table, int... rows) {
    int width = table.shape().last();
    Array result = Array.zeros(rows.length, width);
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(table.data(), rows[i] * width, result.data(), i * width, width);
    }
    return result;
  }

  private static float[] reversed(float[] steps) {
    float[] result = new float[steps.length];
    for (int t = 0; t < TIME; t++) {
      System.arraycopy(steps, t * UNITS, result, (TIME - 1 - t) * UNITS, UNITS);
    }
    return result;
  }

  private static void requireClose(float[] batch, int b, float[] expected) {
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) batch[b * expected.length + i])
          .as("row %d, number %d", b, i)
          .isCloseTo(expected[i], within(1e-6));
    }
  }
}
