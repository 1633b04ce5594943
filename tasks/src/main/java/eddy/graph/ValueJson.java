package eddy.graph;

import eddy.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Values as nested lists of numbers. */
final class ValueJson {
  private ValueJson() {}

  /**
   * Reads nested lists.
   *
   * @throws IllegalArgumentException if they are uneven or hold something else than numbers
   */
  static Value read(JsonNode json, Type type) {
    List<Integer> sizes = new ArrayList<>();
    for (JsonNode inner = json; inner.isArray(); inner = inner.path(0)) {
      sizes.add(inner.size());
    }
    Shape shape = Shape.of(sizes.stream().mapToInt(Integer::intValue).toArray());
    double[] numbers = new double[shape.size()];
    long[] whole = new long[type == Type.FLOAT ? 0 : shape.size()];
    int end = fill(json, sizes, 0, numbers, whole, 0);
    if (end != numbers.length) {
      throw uneven();
    }
    if (type != Type.FLOAT) {
      return new Value.Integers(shape, whole);
    }
    float[] reals = new float[numbers.length];
    for (int i = 0; i < reals.length; i++) {
      reals[i] = (float) numbers[i];
    }
    return new Value.Floats(shape, reals);
  }

  private static int fill(
      JsonNode json, List<Integer> sizes, int depth, double[] numbers, long[] whole, int at) {
    if (depth == sizes.size()) {
      boolean real = whole.length == 0;
      if (real ? !json.isNumber() : !json.isIntegralNumber() && !json.isBoolean()) {
        throw new IllegalArgumentException(
            "expected %s but found %s."
                .formatted(
                    real ? "numbers" : "whole numbers", eddy.format.BadInput.quote("" + json)));
      }
      if (at >= numbers.length) {
        throw uneven();
      }
      if (real) {
        numbers[at] = json.asDouble();
      } else {
        if (!json.isBoolean() && !json.canConvertToLong()) {
          throw new IllegalArgumentException(
              "expected whole numbers of 64 bits but found %s.".formatted(json));
        }
        whole[at] = json.isBoolean() ? json.asBoolean() ? 1 : 0 : json.asLong();
      }
      return at + 1;
    }
    if (!json.isArray() || json.size() != sizes.get(depth)) {
      throw uneven();
    }
    int next = at;
    for (JsonNode inner : json.values()) {
      next = fill(inner, sizes, depth + 1, numbers, whole, next);
    }
    return next;
  }

  private static IllegalArgumentException uneven() {
    return new IllegalArgumentException("expected lists of equal lengths but found uneven ones.");
  }

  /** Nested lists, or a number alone. */
  static Object write(Value value) {
    return nested(value, 0, 0, value.shape().size());
  }

  private static Object nested(Value value, int depth, int at, int size) {
    if (depth == value.shape().rank()) {
      return switch (value) {
        case Value.Floats floats -> (Object) floats.data()[at];
        case Value.Integers integers -> (Object) integers.data()[at];
      };
    }
    int count = value.shape().dimension(depth);
    List<Object> list = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int each = size / count;
      list.add(nested(value, depth + 1, at + i * each, each));
    }
    return list;
  }

  static double[] doubles(Value value) {
    double[] all = new double[value.shape().size()];
    Arrays.setAll(
        all,
        i ->
            switch (value) {
              case Value.Floats floats -> floats.data()[i];
              case Value.Integers integers -> integers.data()[i];
            });
    return all;
  }
}
