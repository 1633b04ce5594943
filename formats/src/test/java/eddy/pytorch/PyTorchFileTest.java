package eddy.pytorch;

import static eddy.pytorch.TorchWriter.little;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eddy.format.BadInput;
import eddy.tensor.Array;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PyTorchFileTest {
  @TempDir Path folder;

  @Test
  void aStateDictIsReadInItsOrder() throws IOException {
    TorchWriter writer = new TorchWriter().orderedDict().code('(');
    writer.text("rnn.weight_ih_l0").floats("0", new int[] {2, 3}, 1, 2, 3, 4, 5, 6);
    writer.text("a").floats("1", new int[] {2}, 7, 8).code('u');
    writer.code('}').text("_metadata").orderedDict().code('s', 'b', '.');
    Map<String, Array> tensors = read(writer.zip("little"));
    assertThat(tensors.keySet()).containsExactly("rnn.weight_ih_l0", "a");
    assertThat(tensors.get("rnn.weight_ih_l0").shape().toArray()).containsExactly(2, 3);
    assertThat(tensors.get("rnn.weight_ih_l0").data()).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(tensors.get("a").data()).containsExactly(7, 8);
  }

  @Test
  void tensorsInsideACheckpointAreNamedByTheWayToThem() throws IOException {
    TorchWriter writer = new TorchWriter().code('}', '(').text("epoch").number(3);
    writer.text("model").code('}').text("w").floats("0", new int[] {1}, 5).code('s');
    writer.text("optimizer").code('}').text("state").code('}').number(0);
    writer.floats("1", new int[] {}, 6).code('s', 's', 'u', '.');
    Map<String, Array> tensors = read(writer.zip(""));
    assertThat(tensors.keySet()).containsExactly("model.w", "optimizer.state.0");
    assertThat(tensors.get("optimizer.state.0").shape().rank()).isZero();
  }

  @Test
  void everyTypeOfStorageBecomesFloats() throws IOException {
    ByteBuffer half = little(4).putShort(Float.floatToFloat16(0.25f));
    half.putShort(Float.floatToFloat16(-3));
    ByteBuffer bfloat = little(4).putShort((short) 0x3f80).putShort((short) 0xc040);
    TorchWriter writer = new TorchWriter().code('}', '(');
    one(writer, "double", "DoubleStorage", little(16).putDouble(1.5).putDouble(-2));
    one(writer, "half", "HalfStorage", half);
    one(writer, "bfloat16", "BFloat16Storage", bfloat);
    one(writer, "long", "LongStorage", little(16).putLong(-7).putLong(1L << 40));
    one(writer, "int", "IntStorage", little(8).putInt(-8).putInt(9));
    one(writer, "short", "ShortStorage", little(4).putShort((short) -8).putShort((short) 9));
    one(writer, "char", "CharStorage", little(2).put((byte) -1).put((byte) 1));
    one(writer, "byte", "ByteStorage", little(2).put((byte) -1).put((byte) 1));
    one(writer, "bool", "BoolStorage", little(2).put((byte) 0).put((byte) 1));
    Map<String, Array> tensors = read(writer.code('u', '.').zip("little"));
    assertThat(tensors.get("double").data()).containsExactly(1.5f, -2);
    assertThat(tensors.get("half").data()).containsExactly(0.25f, -3);
    assertThat(tensors.get("bfloat16").data()).containsExactly(1, -3);
    assertThat(tensors.get("long").data()).containsExactly(-7, 0x1p40f);
    assertThat(tensors.get("int").data()).containsExactly(-8, 9);
    assertThat(tensors.get("short").data()).containsExactly(-8, 9);
    assertThat(tensors.get("char").data()).containsExactly(-1, 1);
    assertThat(tensors.get("byte").data()).containsExactly(255, 1);
    assertThat(tensors.get("bool").data()).containsExactly(0, 1);
  }

  private static void one(TorchWriter writer, String name, String type, ByteBuffer bytes) {
    writer.text(name).tensor(type, name, 2, bytes.array(), 0, new int[] {2}, new int[] {1});
  }

  @Test
  void aFileOfABigEndianMachineIsRead() throws IOException {
    byte[] bytes = ByteBuffer.allocate(8).putFloat(1.5f).putFloat(-2).array();
    TorchWriter writer = new TorchWriter().code('}').text("w");
    writer.tensor("FloatStorage", "0", 2, bytes, 0, new int[] {2}, new int[] {1}).code('s', '.');
    assertThat(read(writer.zip("big")).get("w").data()).containsExactly(1.5f, -2);
  }

  @Test
  void viewsOnOneStorageAreReadByTheirStrides() throws IOException {
    TorchWriter writer = new TorchWriter().code('}', '(');
    writer.text("w").floats("0", new int[] {2, 3}, 1, 2, 3, 4, 5, 6);
    byte[] none = {};
    writer.text("transposed");
    writer.tensor("FloatStorage", "0", 6, none, 0, new int[] {3, 2}, new int[] {1, 3});
    writer.text("column");
    writer.tensor("FloatStorage", "0", 6, none, 1, new int[] {2}, new int[] {3});
    writer.text("tied");
    writer.tensor("FloatStorage", "0", 6, none, 0, new int[] {2, 3}, new int[] {3, 1});
    Map<String, Array> tensors = read(writer.code('u', '.').zip("little"));
    assertThat(tensors.get("transposed").data()).containsExactly(1, 4, 2, 5, 3, 6);
    assertThat(tensors.get("column").data()).containsExactly(2, 5);
    assertThat(tensors.get("tied")).isSameAs(tensors.get("w"));
  }

  @Test
  void aParameterIsItsTensor() throws IOException {
    TorchWriter writer = new TorchWriter().code('}').text("w");
    writer.name("torch._utils", "_rebuild_parameter").code('(');
    writer.floats("0", new int[] {1}, 4).code(0x88).orderedDict().code('t', 'R', 's', '.');
    assertThat(read(writer.zip("little")).get("w").data()).containsExactly(4);
  }

  @Test
  void theFormatBeforePyTorch16IsRead() throws IOException {
    TorchWriter writer = new TorchWriter().orderedDict().code('(');
    writer.text("w").floats("94", new int[] {2}, 1, 2);
    writer.text("b").floats("95", new int[] {1}, 3).code('u', '.');
    Map<String, Array> tensors = read(writer.older(4));
    assertThat(tensors.get("w").data()).containsExactly(1, 2);
    assertThat(tensors.get("b").data()).containsExactly(3);
  }

  @Test
  void aWholeModuleIsRefusedByTheNameOfItsClass() throws IOException {
    TorchWriter writer = new TorchWriter().code('(').text("module").name("model", "RNN");
    writer.text("model.py").text("class RNN").code('t', 'Q', '.');
    assertRefused(writer.older(4), "asks for \"model.RNN\"", "model.state_dict()");
    assertRefused(writer.zip(""), "asks for \"model.RNN\"");
  }

  @Test
  void noOtherFunctionIsFollowed() throws IOException {
    TorchWriter plain = new TorchWriter().name("posix", "system").code('(').text("echo").code('t');
    assertRefused(plain.code('R', '.').zip(""), "asks for \"posix.system\"");
    TorchWriter stacked = new TorchWriter().text("builtins").text("eval").code(0x93);
    assertRefused(stacked.text("1").code(0x85, 'R', '.').zip(""), "asks for \"builtins.eval\"");
    TorchWriter instance = new TorchWriter().code('(').code('i').text("os\nsystem\n");
    assertRefused(instance.zip(""), "opcode 0x69");
    TorchWriter extension = new TorchWriter().code(0x82, 1, '.');
    assertRefused(extension.zip(""), "opcode 0x82");
    TorchWriter storage = new TorchWriter().name("torch", "FloatStorage").number(9);
    assertRefused(storage.code(0x85, 'R', '.').zip(""), "no function of tensors");
  }

  @Test
  void attributesAreSetOnNothing() throws IOException {
    TorchWriter writer = new TorchWriter().code('}').text("w").floats("0", new int[] {1}, 4);
    writer.code('}').text("data").text("x").code('s', 'b', 's', '.');
    assertRefused(writer.zip(""), "sets attributes");
  }

  @Test
  void aViewMustStayInsideItsStorage() throws IOException {
    int[][] wrong = {{0, 3, 1}, {1, 2, 1}, {-1, 1, 1}, {0, 2, 2}, {0, -1, 1}, {0, 2, -1}};
    for (int[] view : wrong) {
      TorchWriter writer = new TorchWriter().code('}').text("w");
      writer.tensor(
          "FloatStorage", "0", 2, new byte[8], view[0], new int[] {view[1]}, new int[] {view[2]});
      assertRefused(writer.code('s', '.').zip(""), "tensor \"w\"", "2 numbers");
    }
  }

  @Test
  void aStorageMustHaveTheSizeThatIsAnnounced() throws IOException {
    TorchWriter writer = new TorchWriter().code('}').text("w");
    writer.tensor("FloatStorage", "0", 3, new byte[8], 0, new int[] {2}, new int[] {1});
    assertRefused(writer.code('s', '.').zip(""), "storage \"0\"", "8 bytes");
  }

  @Test
  void aFewNumbersDoNotBecomeMany() throws IOException {
    TorchWriter writer = new TorchWriter().code('}').text("w");
    writer.tensor("FloatStorage", "0", 1, new byte[4], 0, new int[] {1 << 30}, new int[] {0});
    assertRefused(writer.code('s', '.').zip(""), "many times the numbers");
  }

  @Test
  void aDictionaryThatHoldsItselfIsRefused() throws IOException {
    TorchWriter writer = new TorchWriter().code('}', 'q', 1, '(').text("a").code('h', 1);
    writer.text("b").code('h', 1, 'u', '.');
    assertRefused(writer.zip(""), "at most 32 levels");
  }

  @Test
  void aCompressedEntryIsRefused() throws IOException {
    Path path = folder.resolve("bomb.pt");
    try (OutputStream out = Files.newOutputStream(path);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("archive/data.pkl"));
      zip.write(new byte[1 << 20]);
    }
    assertThatThrownBy(() -> PyTorchFile.read(path))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("compressed; zip the files without");
  }

  @Test
  void otherFilesAreRefusedAndNotRecognized() throws IOException {
    byte[] text = "hello, this is no model".getBytes(StandardCharsets.UTF_8);
    assertRefused(text, "expected a file of torch.save");
    assertThat(PyTorchFile.recognizes(folder.resolve("x.pt"))).isFalse();
    assertRefused(new byte[0], "expected a file of torch.save");
    assertThatThrownBy(() -> PyTorchFile.read(folder.resolve("none")))
        .isInstanceOf(BadInput.class)
        .hasMessageEndingWith("no such file or folder.");
    read(
        new TorchWriter().code('}').text("w").floats("0", new int[] {1}, 4).code('s', '.').zip(""));
    assertThat(PyTorchFile.recognizes(folder.resolve("x.pt"))).isTrue();
  }

  private Map<String, Array> read(byte[] bytes) throws IOException {
    return PyTorchFile.read(Files.write(folder.resolve("x.pt"), bytes));
  }

  private void assertRefused(byte[] bytes, String... parts) throws IOException {
    Path path = Files.write(folder.resolve("x.pt"), bytes);
    assertThatThrownBy(() -> PyTorchFile.read(path))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith(path.toString())
        .hasMessageContainingAll(parts);
  }
}
