package eddy.format.safetensors;

import eddy.format.BadInput;
import eddy.format.Json;
import eddy.tensor.Shape;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads the JSON of a safetensors header token by token and accepts nothing but what it expects.
 */
final class HeaderParser {
  private static final String METADATA = "__metadata__";

  private final Path path;
  private final JsonParser json;
  private final long dataLength;
  private final Map<String, TensorInfo> tensors = new LinkedHashMap<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();

  private HeaderParser(Path path, JsonParser json, long dataLength) {
    this.path = path;
    this.json = json;
    this.dataLength = dataLength;
  }

  /**
   * Reads and checks a header.
   *
   * @param path the file, for messages
   * @param header its JSON
   * @param dataStart where the data begins in the file
   * @param dataLength how many bytes of data the file holds
   */
  static SafetensorsHeader parse(Path path, String header, long dataStart, long dataLength) {
    try (JsonParser json = Json.parser(header)) {
      HeaderParser parser = new HeaderParser(path, json, dataLength);
      parser.parse();
      parser.checkLayout();
      return new SafetensorsHeader(parser.tensors, parser.metadata, dataStart);
    } catch (JacksonException e) {
      throw Json.refusal(path + ", header", e);
    }
  }

  private void parse() {
    expect(JsonToken.START_OBJECT, "the header", "an object");
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = json.currentName();
      if (name.equals(METADATA)) {
        parseMetadata();
      } else {
        tensors.put(name, parseTensor("tensor " + BadInput.quote(name)));
      }
    }
    if (json.nextToken() != null) {
      throw bad("the header must end after its object but more follows.");
    }
  }

  private void parseMetadata() {
    expect(JsonToken.START_OBJECT, METADATA, "an object of texts");
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String key = json.currentName();
      expect(JsonToken.VALUE_STRING, METADATA + " " + BadInput.quote(key), "a text");
      metadata.put(key, json.getString());
    }
  }

  private TensorInfo parseTensor(String who) {
    Dtype dtype = null;
    int[] shape = null;
    long[] offsets = null;
    expect(JsonToken.START_OBJECT, who, "an object");
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      switch (json.currentName()) {
        case "dtype" -> dtype = parseDtype(who);
        case "shape" -> shape = parseShape(who);
        case "data_offsets" -> offsets = parseOffsets(who);
        default ->
            throw bad(
                who
                    + ": expected dtype, shape and data_offsets but found the entry "
                    + BadInput.quote(json.currentName())
                    + ".");
      }
    }
    if (dtype == null || shape == null || offsets == null) {
      String missing = dtype == null ? "dtype" : shape == null ? "shape" : "data_offsets";
      throw bad(who + ": expected dtype, shape and data_offsets but " + missing + " is missing.");
    }
    return checked(who, dtype, shape, offsets);
  }

  private TensorInfo checked(String who, Dtype dtype, int[] dimensions, long[] offsets) {
    Shape shape;
    try {
      shape = Shape.of(dimensions);
    } catch (IllegalArgumentException e) {
      throw new BadInput(path + ": " + who + ": " + e.getMessage(), e);
    }
    long begin = offsets[0];
    long end = offsets[1];
    if (begin > end || end > dataLength) {
      throw bad(
          "%s: expected data_offsets in order within the %d bytes of data but found [%d, %d]."
              .formatted(who, dataLength, begin, end));
    }
    long expected = (long) shape.size() * dtype.bytes();
    if (end - begin != expected) {
      throw bad(
          "%s: expected %d bytes for %s %s but data_offsets [%d, %d] hold %d."
              .formatted(who, expected, dtype, shape, begin, end, end - begin));
    }
    return new TensorInfo(dtype, shape, begin, end);
  }

  private Dtype parseDtype(String who) {
    expect(JsonToken.VALUE_STRING, who + ", dtype", "a text");
    String name = json.getString();
    try {
      return Dtype.valueOf(name);
    } catch (IllegalArgumentException e) {
      throw new BadInput(
          path
              + ": "
              + who
              + ": unknown dtype "
              + BadInput.quote(name)
              + "; known are "
              + Arrays.toString(Dtype.values())
              + ".",
          e);
    }
  }

  private int[] parseShape(String who) {
    expect(JsonToken.START_ARRAY, who + ", shape", "a list of whole numbers");
    int[] dimensions = new int[4];
    int rank = 0;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (rank == dimensions.length) {
        dimensions = Arrays.copyOf(dimensions, 2 * rank);
      }
      dimensions[rank++] = (int) whole(who + ", shape", Integer.MAX_VALUE);
    }
    return Arrays.copyOf(dimensions, rank);
  }

  private long[] parseOffsets(String who) {
    String where = who + ", data_offsets";
    expect(JsonToken.START_ARRAY, where, "a list of two whole numbers");
    json.nextToken();
    long begin = whole(where, Long.MAX_VALUE);
    json.nextToken();
    long end = whole(where, Long.MAX_VALUE);
    expect(JsonToken.END_ARRAY, where, "the end of a list of two whole numbers");
    return new long[] {begin, end};
  }

  /** The whole number at the current token. */
  private long whole(String where, long most) {
    if (json.currentToken() != JsonToken.VALUE_NUMBER_INT) {
      throw bad(where + ": expected a whole number but found " + found() + ".");
    }
    long value = json.getLongValue();
    if (value < 0 || value > most) {
      throw bad(
          where + ": expected a whole number from 0 to " + most + " but found " + value + ".");
    }
    return value;
  }

  private void expect(JsonToken token, String where, String what) {
    if (json.nextToken() != token) {
      throw bad(where + ": expected " + what + " but found " + found() + ".");
    }
  }

  private String found() {
    return json.currentToken() == null ? "the end" : BadInput.quote(json.getString());
  }

  /** Checks that the tensors fill the data exactly, each byte belonging to one. */
  private void checkLayout() {
    List<Map.Entry<String, TensorInfo>> inOrder =
        tensors.entrySet().stream()
            .sorted(
                Comparator.comparingLong((Map.Entry<String, TensorInfo> e) -> e.getValue().begin())
                    .thenComparingLong(e -> e.getValue().end()))
            .toList();
    long end = 0;
    for (Map.Entry<String, TensorInfo> entry : inOrder) {
      long begin = entry.getValue().begin();
      if (begin != end) {
        throw bad(
            ("tensor %s: expected its data at offset %d, where the tensor before it ends,"
                    + " but found %d: %s.")
                .formatted(
                    BadInput.quote(entry.getKey()),
                    end,
                    begin,
                    begin < end ? "they overlap" : "a hole"));
      }
      end = entry.getValue().end();
    }
    if (end != dataLength) {
      throw bad(
          "expected %d bytes of data, as the tensors take, but the file holds %d."
              .formatted(end, dataLength));
    }
  }

  private BadInput bad(String message) {
    return new BadInput(path + ": " + message);
  }
}
