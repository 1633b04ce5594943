package eddy.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextFilesTest {
  // Longer than every buffer on the way, with characters of one to four bytes.
  private static final String LONG_TEXT = "a,\u00e9,\u6c34,\ud83c\udf0a\n".repeat(20_000);

  @TempDir Path folder;

  @Test
  void plainAndCompressedTextReadTheSame() throws IOException {
    byte[] bytes = LONG_TEXT.getBytes(StandardCharsets.UTF_8);
    assertThat(read(file(bytes))).isEqualTo(LONG_TEXT);
    assertThat(read(file(gzip(bytes)))).isEqualTo(LONG_TEXT);
  }

  @Test
  void aByteOrderMarkIsSkipped() throws IOException {
    assertThat(read(file("\uFEFFa\uFEFF".getBytes(StandardCharsets.UTF_8)))).isEqualTo("a\uFEFF");
  }

  @Test
  void bytesThatAreNoTextAreRefusedWithTheirPlace() throws IOException {
    Path path = file(new byte[] {'a', '\n', 'b', '\n', 'c', (byte) 0xe9, 'd'});
    assertThatThrownBy(() -> read(path))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith(path + ", line 3 (byte 5): expected UTF-8 text")
        .hasMessageContaining("0xE9");
  }

  @Test
  void thePlaceIsRightFarIntoAFile() throws IOException {
    byte[] bytes = LONG_TEXT.getBytes(StandardCharsets.UTF_8);
    byte[] broken = Arrays.copyOf(bytes, bytes.length + 1);
    broken[bytes.length] = (byte) 0xc3;
    Path path = file(gzip(broken));
    assertThatThrownBy(() -> read(path))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining(", line 20001 (byte " + bytes.length + ")");
  }

  @Test
  void anotherEncodingReadsTheSameAndIsCheckedAsWell() throws IOException {
    for (String name : new String[] {"UTF-16", "UTF-16LE", "gb18030"}) {
      byte[] bytes = LONG_TEXT.getBytes(TextFiles.encoding(name));
      Path path = file(gzip(bytes));
      StringBuilder text = new StringBuilder();
      try (Lines lines = TextFiles.lines(path, TextFiles.encoding(name), Integer.MAX_VALUE)) {
        while (lines.next()) {
          text.append(lines.piece()).append('\n');
        }
      }
      assertThat(text.toString()).as(name).isEqualTo(LONG_TEXT);
    }
    Path path = file(new byte[] {'a', '\n', (byte) 0xff});
    assertThatThrownBy(() -> TextFiles.lines(path, TextFiles.encoding("GB18030"), 100))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith(path + ", line 2 (byte 2): expected GB18030 text but found")
        .hasMessageContaining("--encoding");
  }

  @Test
  void anUnknownEncodingIsRefused() {
    for (String name : new String[] {"utf9", "", "no encoding"}) {
      assertThatThrownBy(() -> TextFiles.encoding(name))
          .isInstanceOf(BadInput.class)
          .hasMessageStartingWith("--encoding: expected an encoding such as UTF-8")
          .hasMessageEndingWith("but found \"" + name + "\".");
    }
  }

  @Test
  void aZeroByteIsRefusedAsNoText() throws IOException {
    Path path = file(new byte[] {'a', '\n', 0, 'b'});
    assertThatThrownBy(() -> read(path))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining(", line 2: expected text but found a zero byte");
  }

  @Test
  void damagedCompressionIsRefused() throws IOException {
    byte[] whole = gzip(LONG_TEXT.getBytes(StandardCharsets.UTF_8));
    for (int length : new int[] {2, 5, whole.length / 2, whole.length - 4}) {
      Path path = file(Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> read(path))
          .as("cut to %d bytes", length)
          .isInstanceOf(BadInput.class)
          .hasMessageStartingWith(path.toString());
    }
    byte[] flipped = whole.clone();
    flipped[whole.length - 6] ^= 1;
    Path path = file(flipped);
    assertThatThrownBy(() -> read(path))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("damaged or cut short");
  }

  @Test
  void missingEmptyAndFolderAreRefused() throws IOException {
    assertThatThrownBy(() -> TextFiles.open(folder.resolve("none.csv")))
        .isInstanceOf(BadInput.class)
        .hasMessage(folder.resolve("none.csv") + ": no such file or folder.");
    assertThatThrownBy(() -> TextFiles.open(folder))
        .isInstanceOf(BadInput.class)
        .hasMessage(folder + ": expected a text file but found a folder.");
    for (byte[] nothing :
        new byte[][] {{}, gzip(new byte[0]), {(byte) 0xef, (byte) 0xbb, (byte) 0xbf}}) {
      Path path = file(nothing);
      assertThatThrownBy(() -> TextFiles.open(path))
          .isInstanceOf(BadInput.class)
          .hasMessage(path + ": the file is empty.");
    }
  }

  @Test
  void aStreamThatIsRefusedIsClosed() {
    for (byte[] refused : new byte[][] {{}, {0}, {(byte) 0xff}, {0x1f, (byte) 0x8b}}) {
      AtomicBoolean closed = new AtomicBoolean();
      InputStream in =
          new ByteArrayInputStream(refused) {
            @Override
            public void close() {
              closed.set(true);
            }
          };
      assertThatThrownBy(() -> TextFiles.open(in, "stream")).isInstanceOf(BadInput.class);
      assertThat(closed).as(Arrays.toString(refused)).isTrue();
    }
  }

  @Test
  void theDigestIsTheKnownOne() throws IOException {
    assertThat(Digest.sha256(file("abc".getBytes(StandardCharsets.UTF_8))))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assertThatThrownBy(() -> Digest.sha256(folder.resolve("none")))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("no such file");
  }

  private String read(Path path) throws IOException {
    try (BufferedReader reader = TextFiles.open(path)) {
      StringBuilder text = new StringBuilder();
      for (int c = reader.read(); c >= 0; c = reader.read()) {
        text.append((char) c);
      }
      return text.toString();
    }
  }

  private Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("x.csv"), bytes);
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(compressed)) {
      out.write(bytes);
    }
    return compressed.toByteArray();
  }
}
