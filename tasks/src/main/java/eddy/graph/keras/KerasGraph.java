package eddy.graph.keras;

import eddy.format.BadInput;
import eddy.graph.Attributes;
import eddy.graph.Graph;
import eddy.graph.GraphBuilder;
import eddy.graph.Type;
import eddy.keras.KerasLayer;
import eddy.keras.KerasLayer.Source;
import eddy.keras.KerasModel;
import eddy.tensor.Array;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;

/**
 * Maps a Keras model to a graph, layer by layer.
 *
 * <p>A mask goes beside the values from the layer that makes it to the recurrent layers that heed
 * it, as far as Keras lets it through. A layer that Keras calls stateful has its states as inputs
 * and outputs that are carried.
 */
public final class KerasGraph {
  private final KerasModel model;
  private final GraphBuilder graph = new GraphBuilder();
  private final Map<Source, KerasValue> values = new HashMap<>();

  private KerasGraph(KerasModel model) {
    this.model = model;
  }

  /**
   * The graph of a model. Its inputs and outputs are called as the layers are.
   *
   * @throws BadInput if it has a layer that can't be mapped, which the message names
   */
  public static Graph of(KerasModel model) {
    return new KerasGraph(model).map();
  }

  private Graph map() {
    graph.reserve(model.outputs().stream().map(Source::layer).toList());
    List<KerasLayer> left = new ArrayList<>(model.layers());
    while (!left.isEmpty()) {
      int before = left.size();
      left.removeIf(this::added);
      if (left.size() == before) {
        throw new BadInput(left.getFirst().name() + ": its inputs come from nowhere.");
      }
    }
    for (Source source : model.outputs()) {
      KerasValue value = value(source);
      String[] shape = new String[value.rank()];
      for (int axis = 0; axis < shape.length; axis++) {
        shape[axis] = axis == 0 ? "batch" : source.layer() + "_" + axis;
      }
      graph.output(source.layer(), value.name(), Type.FLOAT, shape);
    }
    return graph.build();
  }

  /** Adds a layer if all that it needs is there. */
  private boolean added(KerasLayer layer) {
    boolean ready = layer.calls().stream().flatMap(List::stream).allMatch(values::containsKey);
    if (ready) {
      for (int call = 0; call < layer.calls().size(); call++) {
        List<KerasValue> inputs = layer.calls().get(call).stream().map(this::value).toList();
        List<KerasValue> outputs = outputs(layer, inputs);
        for (int i = 0; i < outputs.size(); i++) {
          values.put(new Source(layer.name(), call, i), outputs.get(i));
        }
      }
    }
    return ready;
  }

  private KerasValue value(Source source) {
    KerasValue value = values.get(source);
    if (value == null) {
      throw new BadInput(source.layer() + ": has no output " + source.output() + ".");
    }
    return value;
  }

  private List<KerasValue> outputs(KerasLayer layer, List<KerasValue> inputs) {
    KerasConfig config = KerasConfig.of(layer, model.version());
    try {
      return outputs(layer, config, inputs);
    } catch (IndexOutOfBoundsException | IllegalArgumentException | JacksonException e) {
      throw new BadInput(
          config.who() + ": its configuration and its weights don't fit: " + e.getMessage(), e);
    }
  }

  private List<KerasValue> outputs(KerasLayer layer, KerasConfig config, List<KerasValue> inputs) {
    if (layer.className().equals("InputLayer")) {
      return List.of(input(layer, config));
    }
    if (inputs.isEmpty()) {
      throw config.bad("expected an input.");
    }
    KerasValue x = inputs.getFirst();
    List<String> states = inputs.stream().skip(1).map(KerasValue::name).toList();
    boolean sequences = config.truth(false, "return_sequences");
    if (KerasRecurrent.knows(layer.className()) || layer.className().equals("ConvLSTM2D")) {
      boolean backwards = config.truth(false, "go_backwards");
      KerasRecurrent.Result result =
          recurrent(layer.className(), config, layer.weights(), x, states, backwards, layer.name());
      String y = backwards ? graph.reversed(result.steps(), 1) : result.steps();
      return results(config, x, sequences ? y : result.last().getFirst(), sequences, result.last());
    }
    if (layer.className().equals("Bidirectional")) {
      return bidirectional(layer, config, x, states);
    }
    return List.of(
        new KerasLayers(graph, config)
            .add(layer.className(), inputs, layer.weights(), layer.name()));
  }

  private KerasValue input(KerasLayer layer, KerasConfig config) {
    long[] sizes = config.list("batch_shape", "batch_input_shape", "build_input_shape");
    if (sizes.length == 0) {
      throw config.bad("expected the shape of the input in the model's configuration.");
    }
    long inputs =
        model.layers().stream().filter(each -> each.className().equals("InputLayer")).count();
    String[] shape = new String[sizes.length];
    for (int axis = 0; axis < shape.length; axis++) {
      String free = axis == 1 && inputs <= 1 ? "time" : layer.name() + "_" + axis;
      shape[axis] = axis == 0 ? "batch" : sizes[axis] < 0 ? free : "" + sizes[axis];
    }
    boolean ids =
        config.text("float32", "dtype").startsWith("int")
            || model.layers().stream()
                .filter(each -> takes(each, layer))
                .allMatch(each -> each.className().equals("Embedding"));
    String name = graph.input(layer.name(), ids ? Type.INTEGER : Type.FLOAT, shape);
    return new KerasValue(name, shape.length);
  }

  private static boolean takes(KerasLayer layer, KerasLayer input) {
    return layer.calls().stream()
        .flatMap(List::stream)
        .anyMatch(source -> source.layer().equals(input.name()));
  }

  private KerasRecurrent.Result recurrent(
      String className,
      KerasConfig config,
      Map<String, Array> weights,
      KerasValue x,
      List<String> initial,
      boolean backwards,
      String name) {
    if (className.equals("ConvLSTM2D")) {
      if (!initial.isEmpty()) {
        throw config.bad("an initial state is not supported.");
      }
      return new KerasConvolution(graph, config, 2).recurrent(x, weights, backwards, name);
    }
    return KerasRecurrent.add(graph, className, config, weights, x, initial, backwards, name);
  }

  /** Both directions; the layer of the second reads the other way. */
  private List<KerasValue> bidirectional(
      KerasLayer layer, KerasConfig config, KerasValue x, List<String> initial) {
    KerasConfig forward = config.inner("layer");
    KerasConfig backward = config.has("backward_layer") ? config.inner("backward_layer") : forward;
    String className = config.innerClass("layer");
    boolean turned = forward.truth(false, "go_backwards");
    int states = initial.size() / 2;
    KerasRecurrent.Result one =
        recurrent(
            className,
            forward,
            half(layer.weights(), 0),
            x,
            initial.subList(0, states),
            turned,
            layer.name() + ".forward");
    KerasRecurrent.Result two =
        recurrent(
            className,
            backward,
            half(layer.weights(), 1),
            x,
            initial.subList(states, 2 * states),
            !turned,
            layer.name() + ".backward");
    boolean sequences = forward.truth(false, "return_sequences");
    String first = sequences ? one.steps() : one.last().getFirst();
    String second = sequences ? two.steps() : two.last().getFirst();
    if (sequences && turned) {
      // Keras turns the second layer's steps around, and leaves the first's as they come.
      first = graph.reversed(first, 1);
      second = graph.reversed(second, 1);
    }
    List<String> last = new ArrayList<>(one.last());
    last.addAll(two.last());
    String mode = config.text("none", "merge_mode");
    if (mode.equals("none")) {
      int rank = sequences ? x.rank() : x.rank() - 1;
      List<KerasValue> both = new ArrayList<>();
      both.add(new KerasValue(first, rank, sequences ? x.mask() : Optional.empty()));
      both.add(new KerasValue(second, rank, sequences ? x.mask() : Optional.empty()));
      return both;
    }
    String merged =
        switch (mode) {
          case "concat" ->
              // Along the last dimension even where the channels are first: so Keras does.
              graph.add("Concat", Attributes.of("axis", -1), first, second);
          case "sum" -> graph.add("Add", first, second);
          case "mul" -> graph.add("Mul", first, second);
          case "ave" -> graph.add("Mean", first, second);
          default -> throw config.bad("there is no merge_mode " + mode + ".");
        };
    return results(forward, x, merged, sequences, last);
  }

  private static List<KerasValue> results(
      KerasConfig config, KerasValue x, String y, boolean sequences, List<String> last) {
    List<KerasValue> results = new ArrayList<>();
    results.add(
        sequences ? new KerasValue(y, x.rank(), x.mask()) : new KerasValue(y, x.rank() - 1));
    if (config.truth(false, "return_state")) {
      last.forEach(state -> results.add(new KerasValue(state, x.rank() - 1)));
    }
    return results;
  }

  private static Map<String, Array> half(Map<String, Array> weights, int which) {
    Map<String, Array> half = new LinkedHashMap<>();
    int each = weights.size() / 2;
    int at = 0;
    for (Map.Entry<String, Array> entry : weights.entrySet()) {
      if (at++ / Math.max(1, each) == which) {
        half.put(entry.getKey(), entry.getValue());
      }
    }
    return half;
  }
}
