package eddy.sound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import eddy.format.BadInput;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WavTest {
  private static final double[] SAMPLES = {0, 0.5, -0.5, 0.25, -1};

  @TempDir private Path folder;

  /** A file of two channels, the right one half as loud as the left one. */
  private static byte[] wav(int kind, int bits, int rate, boolean extensible, long claimed) {
    int size = SAMPLES.length * 2 * bits / 8;
    int format = extensible ? 40 : 16;
    ByteBuffer wav = ByteBuffer.allocate(12 + 8 + format + 10 + 8 + size);
    wav.order(ByteOrder.LITTLE_ENDIAN);
    wav.put(ascii("RIFF")).putInt(wav.capacity() - 8).put(ascii("WAVEfmt ")).putInt(format);
    wav.putShort((short) (extensible ? 0xFFFE : kind)).putShort((short) 2).putInt(rate);
    wav.putInt(rate * 2 * bits / 8).putShort((short) (2 * bits / 8)).putShort((short) bits);
    if (extensible) {
      wav.putShort((short) 22).putShort((short) bits).putInt(3).putShort((short) kind);
      wav.position(wav.position() + 14);
    }
    // A chunk of an odd size is followed by a byte to fill up.
    wav.put(ascii("LIST")).putInt(1).putShort((short) 0);
    wav.put(ascii("data")).putInt((int) claimed);
    for (double sample : SAMPLES) {
      put(wav, kind, bits, sample);
      put(wav, kind, bits, sample / 2);
    }
    return wav.array();
  }

  private static byte[] wav(int kind, int bits, boolean extensible) {
    return wav(kind, bits, 8000, extensible, SAMPLES.length * 2L * bits / 8);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static void put(ByteBuffer wav, int kind, int bits, double sample) {
    if (kind == 3 && bits == 32) {
      wav.putFloat((float) sample);
    } else if (kind == 3) {
      wav.putDouble(sample);
    } else if (bits == 8) {
      wav.put((byte) (128 + Math.round(sample * 128)));
    } else {
      long value = Math.round(sample * Math.scalb(1.0, bits - 1));
      for (int shift = 0; shift < bits; shift += 8) {
        wav.put((byte) (value >> shift));
      }
    }
  }

  private static float[] read(byte[] bytes) {
    try (Wav wav = Wav.of(new ByteArrayInputStream(bytes), "test.wav")) {
      float[] samples = new float[100];
      int size = 0;
      for (int count = 0; count >= 0; count = wav.read(samples, size, 2)) {
        size += count;
      }
      return Arrays.copyOf(samples, size);
    }
  }

  @ParameterizedTest
  @CsvSource({"1,8", "1,16", "1,24", "1,32", "3,32", "3,64"})
  void everyKindOfSampleIsReadAndMixedDown(int kind, int bits) {
    for (boolean extensible : new boolean[] {false, true}) {
      float[] samples = read(wav(kind, bits, extensible));
      assertThat(samples).hasSize(SAMPLES.length);
      for (int i = 0; i < samples.length; i++) {
        assertThat((double) samples[i]).isCloseTo(0.75 * SAMPLES[i], within(1e-7));
      }
    }
  }

  @Test
  void whatIsWrittenIsReadAgain() throws IOException {
    Path file = folder.resolve("clip.wav");
    Files.write(file, Wav.bytes(new Clip(new float[] {0, 0.5f, -1, 2}, 16_000)));
    Clip clip = Wav.read(file);
    assertThat(clip.rate()).isEqualTo(16_000);
    assertThat(clip.samples()).containsExactly(0, 0.5f, -1, 32767 / 32768f);
  }

  @ParameterizedTest
  @ValueSource(longs = {0xFFFFFFFFL, 0x80000000L, 0x7FFFFFFFL, 0x7FFF0000L})
  void aStreamWithoutAKnownEndIsReadToWhereItEnds(long claimed) {
    assertThat(read(wav(1, 16, 8000, false, claimed))).hasSize(SAMPLES.length);
  }

  @Test
  void aStreamIsClosedWithItsWavAndWhereItIsRefused() {
    AtomicInteger closed = new AtomicInteger();
    for (byte[] bytes : List.of(wav(1, 16, false), wav(6, 8, false), new byte[20])) {
      InputStream in =
          new ByteArrayInputStream(bytes) {
            @Override
            public void close() {
              closed.incrementAndGet();
            }
          };
      try (Wav wav = Wav.of(in, "test.wav")) {
        assertThat(wav.rate()).isEqualTo(8000);
      } catch (BadInput e) {
        assertThat(e).hasMessageContaining("test.wav: expected");
      }
    }
    assertThat(closed).hasValue(3);
  }

  @Test
  void badFilesAreRefusedWithTheReason() {
    refused(new byte[0], "it is empty");
    refused("ID3 and then an mp3".getBytes(StandardCharsets.US_ASCII), "begins with RIFF");
    byte[] good = wav(1, 16, false);
    refused(Arrays.copyOf(good, 30), "ends within its header");
    refused(Arrays.copyOf(good, good.length - 6), "expected 3 more samples", "truncated");
    refused(wav(1, 16, 8000, false, 0), "no samples");
    byte[] odd = wav(1, 16, false);
    odd[34] = 12;
    refused(odd, "found 12 bits of format 1");
    refused(wav(6, 8, false), "found 8 bits of format 6");
    refused(wav(1, 16, 96_000, false, 20), "8000 to 48000", "found 96000");
    byte[] broken = wav(3, 32, false);
    ByteBuffer.wrap(broken).order(ByteOrder.LITTLE_ENDIAN).putFloat(broken.length - 4, Float.NaN);
    refused(broken, "no number");
    assertThatThrownBy(() -> Wav.open(folder.resolve("none.wav")))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("no such file");
  }

  /** Whatever stands in a file, it is read or refused with its name. */
  @Test
  void damagedFilesAreReadOrRefused() {
    SplittableRandom random = new SplittableRandom(1);
    int read = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = wav(1, 8 * (1 + random.nextInt(4)), random.nextBoolean());
      for (int changes = random.nextInt(4); changes >= 0; changes--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      bytes = Arrays.copyOf(bytes, random.nextInt(4) == 0 ? random.nextInt(90) : bytes.length);
      try {
        read(bytes);
        read++;
      } catch (BadInput e) {
        assertThat(e.getMessage()).contains("test.wav");
      }
    }
    assertThat(read).isBetween(1_000, 19_000);
  }

  private static void refused(byte[] bytes, String... reasons) {
    assertThatThrownBy(() -> read(bytes))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("test.wav")
        .satisfies(e -> assertThat(e.getMessage()).contains(reasons));
  }
}
