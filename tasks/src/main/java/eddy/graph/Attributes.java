package eddy.graph;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import eddy.format.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The attributes of a node by their names in ONNX: whole numbers ({@code Long}), real ones ({@code
 * Float}), texts, lists of these, and a {@link Body}.
 */
public final class Attributes {
  /** No attribute at all. */
  public static final Attributes NONE = new Attributes(Map.of());

  private final Map<String, Object> values;

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  Attributes(Map<String, Object> values) {
    Map<String, Object> plain = new TreeMap<>();
    values.forEach((name, value) -> plain.put(name, plain(name, value)));
    this.values = Collections.unmodifiableMap(plain);
  }

  /** Some attributes; numbers and lists of numbers of any kind become Long or Float. */
  public static Attributes of(Map<String, Object> values) {
    return values.isEmpty() ? NONE : new Attributes(values);
  }

  /** One attribute. */
  public static Attributes of(String name, Object value) {
    return of(Map.of(name, value));
  }

  /** These and one more, which replaces what had its name. */
  public Attributes with(String name, Object value) {
    Map<String, Object> more = new TreeMap<>(values);
    more.put(name, value);
    return of(more);
  }

  /** These without one of them. */
  public Attributes without(String name) {
    Map<String, Object> less = new TreeMap<>(values);
    less.remove(name);
    return of(less);
  }

  /** All of them, sorted by name. */
  @JsonValue
  public Map<String, Object> all() {
    return values;
  }

  /** Whether there is one of this name. */
  public boolean has(String name) {
    return values.containsKey(name);
  }

  /** A whole number. */
  public long integer(String name, long otherwise) {
    return find(name, Long.class).orElse(otherwise);
  }

  /** A real number. */
  public float real(String name, float otherwise) {
    return find(name, Number.class).map(Number::floatValue).orElse(otherwise);
  }

  /** A text. */
  public String text(String name, String otherwise) {
    return find(name, String.class).orElse(otherwise);
  }

  /** A list of whole numbers, empty where there is none. */
  public long[] integers(String name) {
    return list(name, Number.class).stream().mapToLong(Number::longValue).toArray();
  }

  /** A list of real numbers, empty where there is none. */
  public float[] reals(String name) {
    List<Number> list = list(name, Number.class);
    float[] reals = new float[list.size()];
    for (int i = 0; i < reals.length; i++) {
      reals[i] = list.get(i).floatValue();
    }
    return reals;
  }

  /** A list of texts, empty where there is none. */
  public List<String> texts(String name) {
    return list(name, String.class);
  }

  /** Nodes inside the node. */
  public Body body(String name) {
    return find(name, Body.class)
        .orElseThrow(() -> new IllegalArgumentException("Attributes: expected a body " + name));
  }

  private <T> List<T> list(String name, Class<T> type) {
    List<?> list = values.containsKey(name) ? find(name, List.class).orElseThrow() : List.of();
    return list.stream().map(each -> as(name, each, type)).toList();
  }

  private <T> Optional<T> find(String name, Class<T> type) {
    return Optional.ofNullable(values.get(name)).map(value -> as(name, value, type));
  }

  private static <T> T as(String name, Object value, Class<T> type) {
    if (!type.isInstance(value)) {
      throw new IllegalArgumentException(
          "Attributes: expected %s to be %s but got %s."
              .formatted(name, type.getSimpleName(), value));
    }
    return type.cast(value);
  }

  private static Object plain(String name, Object value) {
    return switch (value) {
      case Long _, Float _, String _, Body _ -> value;
      case Integer number -> (long) number;
      case Boolean truth -> truth ? 1L : 0L;
      case Double number -> (float) (double) number;
      case long[] numbers -> plain(name, java.util.Arrays.stream(numbers).boxed().toList());
      case List<?> list -> {
        List<Object> all = new ArrayList<>();
        list.forEach(each -> all.add(plain(name, each)));
        yield Collections.unmodifiableList(all);
      }
      case Map<?, ?> body -> Json.mapper().convertValue(body, Body.class);
      default ->
          throw new IllegalArgumentException(
              "Attributes: %s can't be a %s.".formatted(name, value.getClass().getSimpleName()));
    };
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Attributes attributes && values.equals(attributes.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return values.toString();
  }
}
