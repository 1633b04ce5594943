package eddy.format.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eddy.format.BadInput;
import eddy.tensor.Array;
import eddy.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {
  @TempDir Path folder;

  @Test
  void whatIsWrittenIsReadBackInOrder() {
    SplittableRandom random = new SplittableRandom(1);
    Map<String, Array> tensors = new LinkedHashMap<>();
    // 600,000 numbers take more than one chunk of the reader.
    for (int[] shape : new int[][] {{3, 5}, {}, {0, 4}, {600_000}, {1}}) {
      Array array = Array.zeros(shape);
      for (int i = 0; i < array.data().length; i++) {
        array.data()[i] = Float.intBitsToFloat(random.nextInt());
      }
      tensors.put("z" + (9 - tensors.size()) + " \"é\"", array);
    }
    Map<String, String> metadata = Map.of("b", "line\nbreak", "a", "");
    Path path = folder.resolve("x.safetensors");
    Safetensors.write(path, tensors, metadata);

    SafetensorsFile file = Safetensors.read(path);

    assertThat(file.metadata()).isEqualTo(metadata);
    assertThat(file.tensors().keySet()).containsExactlyElementsOf(tensors.keySet());
    tensors.forEach((name, array) -> {
      assertThat(file.tensors().get(name).shape()).isEqualTo(array.shape());
      assertThat(bits(file.tensors().get(name).data())).isEqualTo(bits(array.data()));
    });
  }

  @Test
  void theBytesAreThoseOfTheFormat() throws IOException {
    Path path = folder.resolve("x.safetensors");
    Safetensors.write(
        path, Map.of("w", new Array(Shape.of(2), new float[] {1, -2})), Map.of("b", "2", "a", "1"));
    String header =
        "{\"__metadata__\":{\"a\":\"1\",\"b\":\"2\"},"
            + "\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}";
    int padded = (header.length() + 7) / 8 * 8;
    ByteBuffer expected = ByteBuffer.allocate(8 + padded + 8).order(ByteOrder.LITTLE_ENDIAN);
    expected.putLong(padded).put((header + " ".repeat(padded - header.length())).getBytes());
    expected.putFloat(1).putFloat(-2);
    assertThat(padded).isNotEqualTo(header.length());
    assertThat(Files.readAllBytes(path)).isEqualTo(expected.array());
  }

  @Test
  void aFileWithoutTensorsIsAllowed() throws IOException {
    assertThat(Safetensors.read(file("{}", 0)).tensors()).isEmpty();
    assertThat(Safetensors.read(file("{}   ", 0)).metadata()).isEmpty();
  }

  @Test
  void tensorsMayLieInAnotherOrderThanTheirNames() throws IOException {
    Path path =
        file(
            "{\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,12]},"
                + "\"e\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[8,8]},"
                + "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
            12);
    assertThat(Safetensors.read(path).tensors().keySet()).containsExactly("b", "e", "a");
  }

  @Test
  void halfNumbersWidenExactly() throws IOException {
    short[] halves = {
      0x0000,
      (short) 0x8000,
      0x0001,
      0x03ff,
      0x0400,
      0x3c00,
      (short) 0xc000,
      0x7bff,
      0x7c00,
      (short) 0xfc00,
      0x7e00,
      0x3555
    };
    float[] expected = {
      0f,
      -0f,
      0x1p-24f,
      1023 * 0x1p-24f,
      0x1p-14f,
      1f,
      -2f,
      65504f,
      Float.POSITIVE_INFINITY,
      Float.NEGATIVE_INFINITY,
      Float.NaN,
      0x1.554p-2f
    };
    assertThat(widened("F16", halves)).isEqualTo(bits(expected));
  }

  @Test
  void brainNumbersWidenExactly() throws IOException {
    short[] brains = {
      0x0000,
      (short) 0x8000,
      0x0001,
      0x007f,
      0x0080,
      0x3f80,
      (short) 0xc000,
      0x7f7f,
      0x7f80,
      (short) 0xff80,
      0x7fc0,
      0x4049
    };
    float[] expected = {
      0f,
      -0f,
      0x1p-133f,
      127 * 0x1p-133f,
      0x1p-126f,
      1f,
      -2f,
      0x1.fep127f,
      Float.POSITIVE_INFINITY,
      Float.NEGATIVE_INFINITY,
      Float.NaN,
      3.140625f
    };
    assertThat(widened("BF16", brains)).isEqualTo(bits(expected));
  }

  @Test
  void doubleNumbersRoundToTheNearestFloat() throws IOException {
    double[] doubles = {
      -0.0,
      1 + 0x1p-24,
      1 + 0x1.8p-23,
      0x1p-149,
      0x1p-150,
      1e300,
      Double.NEGATIVE_INFINITY,
      Double.NaN,
      0.1
    };
    float[] expected = {
      -0f,
      1f,
      1 + 0x1p-22f,
      Float.MIN_VALUE,
      0f,
      Float.POSITIVE_INFINITY,
      Float.NEGATIVE_INFINITY,
      Float.NaN,
      0.1f
    };
    ByteBuffer data = ByteBuffer.allocate(72).order(ByteOrder.LITTLE_ENDIAN);
    data.asDoubleBuffer().put(doubles);
    Path path =
        file("{\"x\":{\"dtype\":\"F64\",\"shape\":[9],\"data_offsets\":[0,72]}}", data.array());
    assertThat(bits(Safetensors.read(path).tensors().get("x").data())).isEqualTo(bits(expected));
  }

  @Test
  void integersAreListedButNotReadAsFloats() throws IOException {
    Path path = file("{\"ids\":{\"dtype\":\"I64\",\"shape\":[2],\"data_offsets\":[0,16]}}", 16);
    assertThat(Safetensors.header(path).tensors().get("ids"))
        .isEqualTo(new TensorInfo(Dtype.I64, Shape.of(2), 0, 16));
    assertThatThrownBy(() -> Safetensors.read(path))
        .isInstanceOf(BadInput.class)
        .hasMessage(
            path
                + ": tensor \"ids\": expected numbers of type F64, F32, F16 or BF16 but found I64.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[]|0|begins with {",
        "{|0|header, line 1, column 2",
        "{} {}|0|more follows",
        "{} x|0|Unrecognized token",
        "{}|1|expected 0 bytes of data, as the tensors take, but the file holds 1",
        "{'x':3}|0|tensor `x`: expected an object but found `3`",
        "{'x':{}}|0|dtype is missing",
        "{'x':{'dtype':'F32','shape':[]}}|4|data_offsets is missing",
        "{'x':{'dtype':'F32','data_offsets':[0,4]}}|4|shape is missing",
        "{'x':{'dtype':'F33','shape':[],'data_offsets':[0,4]}}|4|unknown dtype `F33`",
        "{'x':{'dtype':7,'shape':[],'data_offsets':[0,4]}}|4|expected a text but found `7`",
        "{'x':{'dtype':'F32','shape':1,'data_offsets':[0,4]}}|4|expected a list of whole numbers",
        "{'x':{'dtype':'F32','shape':[1.0],'data_offsets':[0,4]}}|4|whole number but found `1.0`",
        "{'x':{'dtype':'F32','shape':[-1],'data_offsets':[0,4]}}|4|but found -1",
        "{'x':{'dtype':'F32','shape':[2147483648],'data_offsets':[0,4]}}|4|from 0 to 2147483647",
        "{'x':{'dtype':'F32','shape':[99999999999999999999],'data_offsets':[0,4]}}|4|out of range",
        "{'x':{'dtype':'F32','shape':[65536,65536],'data_offsets':[0,4]}}|4|more than 2^31-1",
        "{'x':{'dtype':'F32','shape':[1],'data_offsets':[0]}}|4|whole number but found `]`",
        "{'x':{'dtype':'F32','shape':[1],'data_offsets':[0,4,4]}}|4|the end of a list",
        "{'x':{'dtype':'F32','shape':[1],'data_offsets':[4,0]}}|4|data_offsets in order",
        "{'x':{'dtype':'F32','shape':[1],'data_offsets':[0,8]}}|4|within the 4 bytes",
        "{'x':{'dtype':'F32','shape':[2],'data_offsets':[0,4]}}|4|expected 8 bytes for F32 [2]",
        "{'x':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}}|8|a hole",
        "{'x':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}}|8|but the file holds 8",
        "{'x':{'dtype':'F32','shape':[1],'data_offsets':[0,4],'more':1}}|4|the entry `more`",
        "{'x':{'dtype':'F32','dtype':'F32','shape':[1],'data_offsets':[0,4]}}|4|Duplicate",
        "{'__metadata__':{'a':1}}|0|__metadata__ `a`: expected a text but found `1`",
        "{'__metadata__':{'a':null}}|0|expected a text but found `null`",
        "{'__metadata__':{'a':'1','a':'1'}}|0|Duplicate",
        "{'__metadata__':[]}|0|expected an object of texts",
        "{'__metadata__':{},'__metadata__':{}}|0|Duplicate",
      })
  void aWrongHeaderIsRefusedWithItsPlace(String header, int dataLength, String reason)
      throws IOException {
    Path path = file(header.replace('\'', '"'), dataLength);
    assertThatThrownBy(() -> Safetensors.read(path))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith(path.toString())
        .hasMessageContaining(reason.replace('`', '"'))
        .hasMessageNotContaining("\n");
  }

  @Test
  void twoTensorsOfOneNameAreRefused() throws IOException {
    String tensor = "\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[%d,%d]}";
    Path path = file("{" + tensor.formatted(0, 4) + "," + tensor.formatted(4, 8) + "}", 8);
    assertThatThrownBy(() -> Safetensors.read(path))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("Duplicate");
  }

  @ParameterizedTest
  @CsvSource({"0, 8, 4, 12, overlap", "0, 8, 0, 8, overlap", "0, 8, 12, 20, a hole"})
  void tensorsMustNeitherOverlapNorLeaveHoles(
      int begin1, int end1, int begin2, int end2, String reason) throws IOException {
    String tensor = "\"%s\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[%d,%d]}";
    String header =
        "{" + tensor.formatted("a", begin1, end1) + "," + tensor.formatted("b", begin2, end2) + "}";
    Path path = file(header, end2);
    assertThatThrownBy(() -> Safetensors.read(path))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("tensor \"b\"")
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @CsvSource({
    "3, announces 3",
    "100000001, announces 100000001",
    "-1, announces 18446744073709551615",
    "9223372036854775807, announces 9223372036854775807"
  })
  void aHeaderLargerThanTheFileOrTheLimitIsRefused(long length, String reason) throws IOException {
    Path path = folder.resolve("x.safetensors");
    ByteBuffer bytes = ByteBuffer.allocate(10).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
    Files.write(path, bytes.put((byte) '{').put((byte) '}').array());
    assertThatThrownBy(() -> Safetensors.read(path))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining(reason);
  }

  @Test
  void aHeaderOverTheLimitIsRefusedThoughTheFileHoldsIt() throws IOException {
    Path path = folder.resolve("sparse.safetensors");
    ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    Files.write(path, length.putLong(0, 100_000_001).array());
    try (var file = new java.io.RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(100_000_009);
    }
    assertThatThrownBy(() -> Safetensors.read(path))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("at most 100000000 bytes");
  }

  @Test
  void whatIsNoFileOfTensorsIsRefused() throws IOException {
    Path empty = Files.createFile(folder.resolve("empty"));
    assertThatThrownBy(() -> Safetensors.read(empty))
        .isInstanceOf(BadInput.class)
        .hasMessage(empty + ": expected a safetensors file, of 8 bytes or more, but found 0.");
    assertThatThrownBy(() -> Safetensors.read(folder))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("found a folder");
    assertThatThrownBy(() -> Safetensors.header(folder.resolve("none")))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("no such file");
    Path latin = file("{\"\u00e9\":1}".getBytes(StandardCharsets.ISO_8859_1), new byte[0]);
    assertThatThrownBy(() -> Safetensors.read(latin))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("UTF-8");
  }

  private int[] widened(String dtype, short[] values) throws IOException {
    ByteBuffer data = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    data.asShortBuffer().put(values);
    String header =
        "{\"x\":{\"dtype\":\"%s\",\"shape\":[%d],\"data_offsets\":[0,%d]}}"
            .formatted(dtype, values.length, 2 * values.length);
    return bits(Safetensors.read(file(header, data.array())).tensors().get("x").data());
  }

  private Path file(String header, int dataLength) throws IOException {
    return file(header, new byte[dataLength]);
  }

  private Path file(String header, byte[] data) throws IOException {
    return file(header.getBytes(StandardCharsets.UTF_8), data);
  }

  private Path file(byte[] header, byte[] data) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(8 + header.length + data.length);
    bytes.order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).put(header).put(data);
    return Files.write(folder.resolve("x.safetensors"), bytes.array());
  }

  private static int[] bits(float[] numbers) {
    int[] bits = new int[numbers.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(numbers[i]);
    }
    return bits;
  }
}
