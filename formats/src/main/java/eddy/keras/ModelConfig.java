package eddy.keras;

import eddy.format.BadInput;
import eddy.format.Json;
import eddy.keras.KerasLayer.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Reads the JSON that describes a model: a list of layers, or a graph of them.
 *
 * <p>Keras 1 and 2 say of a layer's input {@code [layer, call, output, arguments]}, Keras 3 {@code
 * "keras_history": [layer, call, output]} inside its list of arguments.
 */
final class ModelConfig {
  private static final int LAYER_LIMIT = 10_000;
  private static final int DEPTH_LIMIT = 16;

  private final String source;
  private final int version;

  private ModelConfig(String source, int version) {
    this.source = source;
    this.version = version;
  }

  /** The layers, without weights. */
  static KerasModel parse(String json, String source, int version) {
    try {
      JsonNode tree = Json.mapper().readTree(json);
      JsonNode said = tree.path("keras_version");
      return new ModelConfig(
              source, said.isString() ? KerasModel.version(said.stringValue()) : version)
          .model(tree);
    } catch (JacksonException e) {
      throw Json.refusal(source, e);
    }
  }

  private KerasModel model(JsonNode tree) {
    String kind = tree.path("class_name").asString("");
    JsonNode config = tree.path("config");
    JsonNode layers = config.isArray() ? config : config.path("layers");
    if (!layers.isArray() || layers.isEmpty() || layers.size() > LAYER_LIMIT) {
      throw bad("expected a model with 1 to " + LAYER_LIMIT + " layers.");
    }
    return switch (kind) {
      case "Sequential" -> sequential(config, layers);
      case "Model", "Functional" -> functional(config, layers);
      default ->
          throw bad(
              "expected a model of the class Sequential, Functional or Model but found "
                  + BadInput.quote(kind)
                  + ".");
    };
  }

  private KerasModel sequential(JsonNode config, JsonNode list) {
    List<KerasLayer> layers = new ArrayList<>();
    if (!className(list.get(0)).equals("InputLayer")) {
      JsonNode first = list.get(0).path("config");
      JsonNode shape = first.has("batch_input_shape") ? first : config;
      layers.add(new KerasLayer("InputLayer", "input", shape, List.of(List.of()), Map.of()));
    }
    for (JsonNode each : list) {
      List<Source> before =
          layers.isEmpty() ? List.of() : List.of(new Source(layers.getLast().name(), 0, 0));
      layers.add(layer(each, List.of(before)));
    }
    return new KerasModel(
        version,
        layers,
        List.of(new Source(layers.getFirst().name(), 0, 0)),
        List.of(new Source(layers.getLast().name(), 0, 0)));
  }

  private KerasModel functional(JsonNode config, JsonNode list) {
    List<KerasLayer> layers = new ArrayList<>();
    for (JsonNode each : list) {
      List<List<Source>> calls = new ArrayList<>();
      for (JsonNode call : each.path("inbound_nodes")) {
        List<Source> sources = new ArrayList<>();
        collect(call, sources, 0);
        calls.add(sources);
      }
      layers.add(layer(each, calls.isEmpty() ? List.of(List.of()) : calls));
    }
    List<Source> inputs = new ArrayList<>();
    collect(config.path("input_layers"), inputs, 0);
    List<Source> outputs = new ArrayList<>();
    collect(config.path("output_layers"), outputs, 0);
    if (inputs.isEmpty() || outputs.isEmpty()) {
      throw bad("expected a model with input_layers and output_layers.");
    }
    return new KerasModel(version, layers, inputs, outputs);
  }

  /** Adds the values that a list names, at any depth, in order. */
  private void collect(JsonNode node, List<Source> sources, int depth) {
    if (depth > DEPTH_LIMIT || sources.size() > LAYER_LIMIT) {
      throw bad("expected the inputs of a layer in a shorter list.");
    }
    if (node.isArray() && node.size() >= 3 && node.get(0).isString() && node.get(1).isInt()) {
      sources.add(
          new Source(node.get(0).stringValue(), node.get(1).intValue(), node.get(2).asInt(0)));
      collect(node.path(3).path("initial_state"), sources, depth + 1);
    } else if (node.isArray()) {
      node.forEach(each -> collect(each, sources, depth + 1));
    } else if (node.path("class_name").asString("").equals("__keras_tensor__")) {
      collect(node.path("config").path("keras_history"), sources, depth + 1);
    } else if (node.has("args")) {
      // Of the named arguments the states count; a mask goes where Keras sends it anyway.
      collect(node.path("args"), sources, depth + 1);
      collect(node.path("kwargs").path("initial_state"), sources, depth + 1);
    }
  }

  private KerasLayer layer(JsonNode node, List<List<Source>> calls) {
    JsonNode config = node.path("config");
    String name = config.path("name").asString(node.path("name").asString(""));
    if (name.isEmpty() || !config.isObject()) {
      throw bad("expected layers with a name and a configuration.");
    }
    return new KerasLayer(className(node), name, config, calls, Map.of());
  }

  /** The class without the package that a custom one has in front. */
  private static String className(JsonNode node) {
    String name = node.path("class_name").asString("");
    return name.substring(name.lastIndexOf('>') + 1);
  }

  private BadInput bad(String message) {
    return new BadInput(source + ": " + message);
  }
}
