package eddy.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class IdxTest {
  /** A file of so many bytes 0, 1, 2, ... below a head. */
  private static byte[] file(int bytes, int... head) {
    ByteBuffer file = ByteBuffer.allocate(4 * head.length + bytes);
    for (int number : head) {
      file.putInt(number);
    }
    for (int i = 0; i < bytes; i++) {
      file.put((byte) i);
    }
    return file.array();
  }

  private static Idx open(byte[] file, int dimensions) {
    return Idx.open(new ByteArrayInputStream(file), "a-idx", "picture", dimensions);
  }

  @Test
  void itemsComeOneByOnePackedOrNot() throws IOException {
    byte[] plain = file(12, 2051, 2, 2, 3);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write(plain);
    }
    for (byte[] file : new byte[][] {plain, packed.toByteArray()}) {
      try (Idx idx = open(file, 3)) {
        assertThat(idx.items()).isEqualTo(2);
        assertThat(idx.shape()).containsExactly(2, 3);
        assertThat(idx.next()).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(idx.place()).isEqualTo("a-idx, picture 2 of 2");
        assertThat(idx.next()).containsExactly(6, 7, 8, 9, 10, 11);
      }
    }
  }

  @Test
  void aHeadThatIsNoneIsRefused() {
    assertThatThrownBy(() -> open(file(0, 2049, 1), 3))
        .hasMessage("a-idx: expected IDX, which begins with the number 2051, but found 2049.");
    assertThatThrownBy(() -> open(file(0, 2051, 1), 3))
        .hasMessage("a-idx: expected pictures in IDX but the file ends too early.");
    assertThatThrownBy(() -> open(file(0, 2051, 1, 0, 3), 3))
        .hasMessage("a-idx: expected pictures in IDX but its head says 1 of 0x3.");
    assertThatThrownBy(() -> open(file(0, 2051, 1, 1 << 20, 1 << 20), 3))
        .hasMessageContaining("its head says 1 of 1048576x1048576.");
  }

  @Test
  void aFileThatEndsTooEarlyOrTooLateIsRefused() {
    assertThatThrownBy(() -> open(file(2, 2050, 1, 3), 2).next())
        .hasMessage("a-idx, picture 1 of 1: expected 3 bytes but the file ends after 2 of them.");
    assertThatThrownBy(() -> open(file(4, 2050, 1, 3), 2).next())
        .hasMessage("a-idx: expected 1 pictures of 3 as its head says but found more bytes.");
  }
}
