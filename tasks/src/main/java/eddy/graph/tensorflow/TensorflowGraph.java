package eddy.graph.tensorflow;

import eddy.format.BadInput;
import eddy.graph.Attributes;
import eddy.graph.GateOrder;
import eddy.graph.Graph;
import eddy.graph.WeightChain;
import eddy.graph.keras.KerasGraph;
import eddy.keras.KerasLayer;
import eddy.keras.KerasModel;
import eddy.tensor.Array;
import eddy.tensor.Shape;
import eddy.tensorflow.FrozenGraph;
import eddy.tensorflow.SavedModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Maps what TensorFlow saved to a graph: frozen graphs as they are, saved models that Keras made by
 * their layers, and the variables of a checkpoint where they leave no doubt of what they belong to.
 *
 * <p>A cell of TensorFlow 1 has one kernel for input and state, [I + H, G * H], with the gates i,
 * j, f, o side by side, of which j is the candidate. The forget bias is added when the cell runs
 * and is in no checkpoint. A GRUCell has two kernels: gates r, u, and the candidate.
 */
public final class TensorflowGraph {
  /**
   * What {@code BasicLSTMCell} and {@code LSTMCell} add to the forget gate unless told otherwise.
   */
  public static final float FORGET_BIAS = 1;

  /** What is in a checkpoint and no weight of the network. */
  private static final Pattern TRAINING =
      Pattern.compile(
          "(.*/)?(Adam(_\\d+)?|Adagrad|Adadelta(_\\d+)?|Momentum|RMSProp(_\\d+)?|Ftrl(_\\d+)?"
              + "|ExponentialMovingAverage|beta\\d_power|global_step|learning_rate|lr"
              + "|save_counter)(/.*)?|.*\\.ATTRIBUTES/.*");

  private static final int[] LSTM = {0, 3, 2, 1};

  /** The order in which Keras lists the weights of a layer. */
  private static final List<String> ORDER =
      List.of(
          "embeddings",
          "kernel",
          "recurrent_kernel",
          "bias",
          "gamma",
          "beta",
          "moving_mean",
          "moving_variance");

  private final Map<String, Array> left;
  private final float forgetBias;

  private TensorflowGraph(Map<String, Array> left, float forgetBias) {
    this.left = left;
    this.forgetBias = forgetBias;
  }

  /**
   * The graph of a frozen graph: from its Placeholders to the operations that nothing else needs.
   *
   * @throws BadInput if an operation can't be mapped, which the message names
   */
  public static Graph of(FrozenGraph frozen) {
    return FrozenMapping.map(frozen);
  }

  /**
   * The graph of a saved model: by its layers if Keras made it, else by its variables.
   *
   * @param forgetBias as for {@link #of(Map, float)}
   */
  public static Graph of(SavedModel model, float forgetBias) {
    if (model.keras().isEmpty()) {
      return of(model.variables(), forgetBias);
    }
    KerasModel keras = KerasModel.parse(model.keras(), "the configuration of the model", 2);
    List<KerasLayer> layers = new ArrayList<>();
    for (KerasLayer layer : keras.layers()) {
      List<String> names =
          model.variables().keySet().stream()
              .filter(name -> name.startsWith(layer.name() + "/"))
              .sorted(
                  Comparator.comparing(TensorflowGraph::backward)
                      .thenComparing(TensorflowGraph::place))
              .toList();
      Map<String, Array> weights = new LinkedHashMap<>();
      names.forEach(name -> weights.put(name, model.variables().get(name)));
      layers.add(layer.withWeights(weights));
    }
    return KerasGraph.of(keras.withLayers(layers));
  }

  private static boolean backward(String name) {
    return name.contains("/backward_");
  }

  private static int place(String name) {
    int place = ORDER.indexOf(name.substring(name.lastIndexOf('/') + 1));
    return place < 0 ? ORDER.size() : place;
  }

  /**
   * The graph of the variables of a checkpoint: from {@code ids} [batch, time] or {@code x} [batch,
   * time, I] to {@code y} [batch, time, O], with carried states.
   *
   * @param forgetBias what the program added to the forget gate of each LSTM, {@link #FORGET_BIAS}
   *     unless it said otherwise
   * @throws BadInput if the variables leave doubts, which the message tells
   */
  public static Graph of(Map<String, Array> variables, float forgetBias) {
    Map<String, Array> left = new TreeMap<>(Comparator.comparing(TensorflowGraph::natural));
    left.putAll(variables);
    left.keySet().removeIf(name -> TRAINING.matcher(name).matches());
    left.values().removeIf(array -> array.shape().rank() == 0);
    return new TensorflowGraph(left, forgetBias).chain();
  }

  /** A name that sorts cell_10 behind cell_9. */
  private static String natural(String name) {
    return Pattern.compile("\\d+")
        .matcher(name)
        .replaceAll(
            number -> "0".repeat(Math.max(0, 9 - number.group().length())) + number.group());
  }

  private Graph chain() {
    List<WeightChain.Layer> layers = new ArrayList<>();
    for (String name : List.copyOf(left.keySet())) {
      if (name.matches("(.*/)?gates/kernel")) {
        layers.add(gru(name.substring(0, name.length() - "/gates/kernel".length())));
      } else if (name.matches("(.*/)?\\w*lstm_cell\\w*/kernel")) {
        layers.add(lstm(name.substring(0, name.length() - "/kernel".length())));
      } else if (name.matches("(.*/)?\\w*rnn_cell\\w*/kernel")) {
        layers.add(rnn(name.substring(0, name.length() - "/kernel".length())));
      }
    }
    if (layers.isEmpty()) {
      throw new BadInput(
          "expected the variables of a cell of TensorFlow, such as .../basic_lstm_cell/kernel.");
    }
    Optional<Array> embedding = Optional.empty();
    Optional<WeightChain.Linear> output = Optional.empty();
    for (String name : List.copyOf(left.keySet())) {
      Array matrix = left.get(name);
      if (matrix.shape().rank() != 2) {
        continue;
      }
      if (name.contains("embed") && embedding.isEmpty()) {
        embedding = Optional.of(matrix);
        left.remove(name);
      } else if (output.isEmpty()) {
        left.remove(name);
        output = Optional.of(new WeightChain.Linear("output", transposed(matrix), bias(matrix)));
      }
    }
    if (!left.isEmpty()) {
      throw new BadInput(
          ("a checkpoint tells no network, and what %s does in this one can't be guessed; its weights"
                  + " can be converted to a .safetensors file.")
              .formatted(left.keySet().iterator().next()));
    }
    return WeightChain.of(embedding, layers, output);
  }

  /** The one vector that is left and fits. */
  private Optional<Array> bias(Array matrix) {
    List<String> fitting =
        left.keySet().stream()
            .filter(name -> left.get(name).shape().equals(Shape.of(matrix.shape().last())))
            .toList();
    return fitting.size() == 1 ? Optional.of(left.remove(fitting.getFirst())) : Optional.empty();
  }

  private WeightChain.Layer lstm(String name) {
    Array kernel = take(name, name + "/kernel", 2);
    Array bias = take(name, name + "/bias", 1);
    Optional<Array> projection =
        Optional.ofNullable(left.remove(name + "/projection/kernel"))
            .map(TensorflowGraph::transposed);
    int hidden = bias.data().length / 4;
    float[] both = Arrays.copyOf(reordered(bias.data(), hidden, LSTM), 8 * hidden);
    for (int unit = 2 * hidden; unit < 3 * hidden; unit++) {
      both[unit] += forgetBias;
    }
    Optional<Array> peepholes = Optional.empty();
    if (left.containsKey(name + "/w_f_diag")) {
      Array all = Array.zeros(1, 3 * hidden);
      List<String> order = List.of("/w_i_diag", "/w_o_diag", "/w_f_diag");
      for (int gate = 0; gate < 3; gate++) {
        Array diagonal = take(name, name + order.get(gate), 1);
        require(name, diagonal.data().length == hidden);
        System.arraycopy(diagonal.data(), 0, all.data(), gate * hidden, hidden);
      }
      peepholes = Optional.of(all);
    }
    int state = projection.map(each -> each.shape().dimension(0)).orElse(hidden);
    return layer(name, "LSTM", kernel, state, LSTM, both, peepholes, projection);
  }

  private WeightChain.Layer gru(String name) {
    Array gates = take(name, name + "/gates/kernel", 2);
    Array candidate = take(name, name + "/candidate/kernel", 2);
    Array gateBias = take(name, name + "/gates/bias", 1);
    Array candidateBias = take(name, name + "/candidate/bias", 1);
    int hidden = candidateBias.data().length;
    int rows = gates.shape().dimension(0);
    require(name, gates.shape().last() == 2 * hidden && candidate.shape().last() == hidden);
    require(name, candidate.shape().dimension(0) == rows && gateBias.data().length == 2 * hidden);
    Array kernel = Array.zeros(rows, 3 * hidden);
    for (int row = 0; row < rows; row++) {
      System.arraycopy(gates.data(), row * 2 * hidden, kernel.data(), row * 3 * hidden, 2 * hidden);
      System.arraycopy(
          candidate.data(), row * hidden, kernel.data(), (row * 3 + 2) * hidden, hidden);
    }
    float[] bias = new float[6 * hidden];
    System.arraycopy(gateBias.data(), hidden, bias, 0, hidden);
    System.arraycopy(gateBias.data(), 0, bias, hidden, hidden);
    System.arraycopy(candidateBias.data(), 0, bias, 2 * hidden, hidden);
    int[] order = {1, 0, 2};
    return layer(name, "GRU", kernel, hidden, order, bias, Optional.empty(), Optional.empty());
  }

  private WeightChain.Layer rnn(String name) {
    Array kernel = take(name, name + "/kernel", 2);
    Array bias = take(name, name + "/bias", 1);
    int hidden = bias.data().length;
    float[] both = Arrays.copyOf(bias.data(), 2 * hidden);
    int[] order = {0};
    return layer(name, "RNN", kernel, hidden, order, both, Optional.empty(), Optional.empty());
  }

  /**
   * A layer whose kernel [I + S, G * H] is cut in two.
   *
   * @param state how wide S is
   */
  private WeightChain.Layer layer(
      String name,
      String operator,
      Array kernel,
      int state,
      int[] order,
      float[] bias,
      Optional<Array> peepholes,
      Optional<Array> projection) {
    int columns = kernel.shape().last();
    int inputs = kernel.shape().dimension(0) - state;
    require(name, inputs > 0 && columns > 0 && bias.length == 2 * columns);
    int cut = inputs * columns;
    float[] data = kernel.data();
    Array w = new Array(Shape.of(inputs, columns), Arrays.copyOf(data, cut));
    Array r = new Array(Shape.of(state, columns), Arrays.copyOfRange(data, cut, data.length));
    return new WeightChain.Layer(
        name,
        operator,
        Attributes.NONE,
        GateOrder.transposed(w, order),
        GateOrder.transposed(r, order),
        Optional.of(new Array(Shape.of(1, bias.length), bias)),
        peepholes,
        projection);
  }

  private static float[] reordered(float[] blocks, int size, int[] order) {
    float[] result = new float[blocks.length];
    for (int i = 0; i < order.length; i++) {
      System.arraycopy(blocks, order[i] * size, result, i * size, size);
    }
    return result;
  }

  private Array take(String name, String key, int rank) {
    Array array = left.remove(key);
    if (array == null || array.shape().rank() != rank) {
      throw new BadInput(name + ": expected the variable " + key + " of rank " + rank + ".");
    }
    return array;
  }

  private static void require(String name, boolean fits) {
    if (!fits) {
      throw new BadInput(name + ": the sizes of its variables don't fit each other.");
    }
  }

  private static Array transposed(Array matrix) {
    int rows = matrix.shape().dimension(0);
    int columns = matrix.shape().last();
    Array result = Array.zeros(columns, rows);
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        result.data()[column * rows + row] = matrix.data()[row * columns + column];
      }
    }
    return result;
  }
}
