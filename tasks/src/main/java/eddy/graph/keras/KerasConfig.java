package eddy.graph.keras;

import eddy.format.BadInput;
import eddy.keras.KerasLayer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * The arguments of a Keras layer.
 *
 * <p>An argument may have had another name in Keras 1; the first name that is there counts.
 *
 * @param who the layer, for messages
 * @param version of Keras
 */
record KerasConfig(String who, int version, JsonNode node) {

  static KerasConfig of(KerasLayer layer, int version) {
    return new KerasConfig(layer.className() + " " + layer.name(), version, layer.config());
  }

  /** The arguments of the layer inside this one. */
  KerasConfig inner(String name) {
    JsonNode layer = find(name).orElseThrow(() -> bad("expected a layer inside it."));
    String className = layer.path("class_name").asString("");
    return new KerasConfig(className + " in " + who, version, layer.path("config"));
  }

  /** The class of the layer inside this one. */
  String innerClass(String name) {
    return find(name).map(layer -> layer.path("class_name").asString("")).orElse("");
  }

  boolean has(String name) {
    return find(name).isPresent();
  }

  boolean truth(boolean otherwise, String... names) {
    return find(names).map(value -> value.asBoolean(otherwise)).orElse(otherwise);
  }

  int integer(String... names) {
    return find(names)
        .filter(JsonNode::isNumber)
        .map(JsonNode::asInt)
        .orElseThrow(() -> bad("expected a whole number " + names[0] + "."));
  }

  float real(double otherwise, String... names) {
    return find(names).map(value -> (float) value.asDouble(otherwise)).orElse((float) otherwise);
  }

  String text(String otherwise, String... names) {
    return find(names).filter(JsonNode::isString).map(JsonNode::stringValue).orElse(otherwise);
  }

  /**
   * Numbers for some dimensions: a list, or one number for all of them.
   *
   * @param otherwise for each where there is no such argument
   */
  long[] sizes(int count, long otherwise, String... names) {
    List<JsonNode> items = find(names).map(KerasConfig::items).orElse(List.of());
    long[] sizes = new long[count];
    for (int i = 0; i < count; i++) {
      sizes[i] =
          items.isEmpty() ? otherwise : items.get(Math.min(i, items.size() - 1)).asLong(otherwise);
    }
    return sizes;
  }

  /** A list of numbers, in which -1 stands for none; empty where there is no such argument. */
  long[] list(String... names) {
    return find(names).map(KerasConfig::items).orElse(List.of()).stream()
        .mapToLong(item -> item.asLong(-1))
        .toArray();
  }

  /**
   * The name of an activation; a function or a layer stands for its own.
   *
   * @param otherwise where there is none
   */
  String activation(String otherwise, String... names) {
    return find(names)
        .map(value ->
            value.isString()
                ? value.stringValue()
                : value.path("config").isString()
                    ? value.path("config").stringValue()
                    : value.path("class_name").asString(value.toString()))
        .orElse(otherwise);
  }

  BadInput bad(String message) {
    return new BadInput(who + ": " + message);
  }

  private static List<JsonNode> items(JsonNode value) {
    // TensorFlow writes a tuple as an object.
    JsonNode list = value.has("items") ? value.path("items") : value;
    List<JsonNode> items = new ArrayList<>();
    if (list.isArray()) {
      list.forEach(items::add);
    } else {
      items.add(list);
    }
    return items;
  }

  private Optional<JsonNode> find(String... names) {
    for (String name : names) {
      if (node.has(name) && !node.path(name).isNull()) {
        return Optional.of(node.path(name));
      }
    }
    return Optional.empty();
  }
}
