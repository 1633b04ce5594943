package eddy.sound;

import eddy.format.BadInput;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A WAV file that is read from beginning to end, block by block, its channels mixed down to one.
 *
 * <p>Samples of 8, 16, 24 or 32 bits, or floats of 32 or 64, at 8,000 to 48,000 a second; full
 * scale is 1. The format is that of "Multimedia Programming Interface and Data Specifications 1.0",
 * IBM and Microsoft, 1991, with the extensible header of 2001.
 */
public final class Wav implements AutoCloseable {
  /** The rates that can be read, in samples a second. */
  public static final int LOWEST_RATE = 8_000;

  public static final int HIGHEST_RATE = 48_000;

  private static final int INTEGERS = 1;
  private static final int FLOATS = 3;
  private static final int EXTENSIBLE = 0xFFFE;
  private static final int HEADER = 44;

  /**
   * From here on a size says that the end was not known when the header was written: recorders put
   * one just below 2 or 4 GiB before a stream.
   */
  private static final long UNKNOWN_SIZE = 0x7FFF0000L;

  private final InputStream in;
  private final String name;
  private int kind;
  private int channels;
  private int rate;
  private int bits;
  private long left;
  private boolean open;

  private Wav(InputStream in, String name) throws IOException {
    this.in = in;
    this.name = name;
    readHeader();
  }

  /**
   * Opens a file.
   *
   * @throws BadInput if it is missing or no WAV file that can be read
   */
  public static Wav open(Path file) {
    InputStream in;
    try {
      in = new BufferedInputStream(Files.newInputStream(file));
    } catch (IOException e) {
      throw BadInput.of(file, e);
    }
    return of(in, file.toString());
  }

  /**
   * Reads from a stream, which is closed with this, or at once where it is refused.
   *
   * @param name what messages call it
   * @throws BadInput if it holds no WAV that can be read
   */
  public static Wav of(InputStream in, String name) {
    boolean opened = false;
    try {
      Wav wav = new Wav(in, name);
      opened = true;
      return wav;
    } catch (EOFException e) {
      throw new BadInput(name + ": expected samples but the file ends within its header.", e);
    } catch (IOException e) {
      throw BadInput.of(Path.of(name), e);
    } finally {
      if (!opened) {
        close(in);
      }
    }
  }

  /**
   * All samples of a file.
   *
   * @throws BadInput if it is too long to be held, or no WAV file
   */
  public static Clip read(Path file) {
    try (Wav wav = open(file)) {
      float[] samples = new float[(int) Math.min(1 << 20, Math.max(1, wav.remaining()))];
      int size = 0;
      while (true) {
        if (size == samples.length) {
          if (size > Integer.MAX_VALUE / 2) {
            throw new BadInput(file + ": too long to be held. Cut it into shorter files.");
          }
          samples = Arrays.copyOf(samples, 2 * size);
        }
        int count = wav.read(samples, size, samples.length - size);
        if (count < 0) {
          return new Clip(Arrays.copyOf(samples, size), wav.rate);
        }
        size += count;
      }
    }
  }

  /** Samples a second. */
  public int rate() {
    return rate;
  }

  /** How many samples are still to come; more than that of a file that does not say. */
  public long remaining() {
    return left / frameSize();
  }

  /** How long what is still to come lasts. */
  public double seconds() {
    return (double) remaining() / rate;
  }

  /**
   * Reads on.
   *
   * @param samples modified: up to {@code count} of them from {@code at} on
   * @return how many there were, or -1 at the end
   * @throws BadInput if the file ends before its header says so
   */
  public int read(float[] samples, int at, int count) {
    if (left < frameSize()) {
      return -1;
    }
    int wanted = (int) Math.min(Math.min(count, 1 << 16), remaining());
    byte[] bytes;
    try {
      bytes = in.readNBytes(wanted * frameSize());
    } catch (IOException e) {
      throw BadInput.of(Path.of(name), e);
    }
    int found = bytes.length / frameSize();
    if (found < wanted && !open) {
      throw new BadInput(
          "%s: expected %d more samples, as its header says, but it ends after %d. It is truncated."
              .formatted(name, remaining(), found));
    }
    left = found < wanted ? 0 : left - (long) found * frameSize();
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < found; i++) {
      double sum = 0;
      for (int c = 0; c < channels; c++) {
        sum += sample(buffer);
      }
      samples[at + i] = (float) (sum / channels);
      if (!Float.isFinite(samples[at + i])) {
        throw new BadInput(
            name + ": expected samples from -1 to 1 but found one that is no number.");
      }
    }
    return found == 0 ? -1 : found;
  }

  private double sample(ByteBuffer buffer) {
    if (kind == FLOATS) {
      return bits == 32 ? buffer.getFloat() : buffer.getDouble();
    }
    return switch (bits) {
      case 8 -> ((buffer.get() & 0xFF) - 128) / 128.0;
      case 16 -> buffer.getShort() / 32768.0;
      case 24 -> {
        int low = buffer.getShort() & 0xFFFF;
        yield ((buffer.get() << 16) | low) / 8388608.0;
      }
      default -> buffer.getInt() / 2147483648.0;
    };
  }

  private int frameSize() {
    return channels * bits / 8;
  }

  @Override
  public void close() {
    close(in);
  }

  private static void close(InputStream in) {
    try {
      in.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void readHeader() throws IOException {
    byte[] riff = in.readNBytes(12);
    if (riff.length == 0) {
      throw new BadInput(name + ": expected a WAV file but it is empty.");
    }
    if (riff.length < 12 || !text(riff, 0).equals("RIFF") || !text(riff, 8).equals("WAVE")) {
      throw new BadInput(
          name
              + ": expected a WAV file, which begins with RIFF and WAVE, but found "
              + BadInput.quote(text(riff, 0))
              + ". Convert other formats first.");
    }
    while (true) {
      byte[] head = in.readNBytes(8);
      if (head.length < 8) {
        throw new BadInput(name + ": expected samples but the file ends within its header.");
      }
      long size = ByteBuffer.wrap(head, 4, 4).order(ByteOrder.LITTLE_ENDIAN).getInt() & 0xFFFFFFFFL;
      switch (text(head, 0)) {
        case "fmt " -> readFormat(size);
        case "data" -> {
          beginData(size);
          return;
        }
        // Chunks begin at even places.
        default -> in.skipNBytes(size + (size & 1));
      }
    }
  }

  private void readFormat(long size) throws IOException {
    if (size < 16 || size > 1 << 16) {
      throw new BadInput(name + ": expected a format of 16 bytes or more but found " + size + ".");
    }
    byte[] bytes = in.readNBytes((int) (size + (size & 1)));
    if (bytes.length < size) {
      throw new BadInput(name + ": expected samples but the file ends within its header.");
    }
    ByteBuffer format = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    kind = format.getShort(0) & 0xFFFF;
    channels = format.getShort(2) & 0xFFFF;
    rate = format.getInt(4);
    bits = format.getShort(14) & 0xFFFF;
    if (kind == EXTENSIBLE && size >= 26) {
      kind = format.getShort(24) & 0xFFFF;
    }
    boolean integers = kind == INTEGERS && (bits == 8 || bits == 16 || bits == 24 || bits == 32);
    boolean floats = kind == FLOATS && (bits == 32 || bits == 64);
    if (!integers && !floats) {
      throw new BadInput(
          "%s: expected samples of 8, 16, 24 or 32 bits or floats, but found %d bits of format %d. Convert it first."
              .formatted(name, bits, kind));
    }
    if (channels < 1 || channels > 64) {
      throw new BadInput(name + ": expected 1 to 64 channels but found " + channels + ".");
    }
    if (rate < LOWEST_RATE || rate > HIGHEST_RATE) {
      throw new BadInput(
          "%s: expected %d to %d samples a second but found %d."
              .formatted(name, LOWEST_RATE, HIGHEST_RATE, rate));
    }
  }

  private void beginData(long size) {
    if (channels == 0) {
      throw new BadInput(name + ": expected the format before the samples but found none.");
    }
    open = size >= UNKNOWN_SIZE;
    left = open ? Long.MAX_VALUE : size;
    if (left < frameSize()) {
      throw new BadInput(name + ": expected sound but it has no samples.");
    }
  }

  private static String text(byte[] bytes, int at) {
    int end = Math.min(bytes.length, at + 4);
    return new String(bytes, Math.min(at, end), end - Math.min(at, end), StandardCharsets.US_ASCII);
  }

  /** The bytes of a WAV file of 16 bits and one channel; samples beyond full scale are cut off. */
  public static byte[] bytes(Clip clip) {
    float[] samples = clip.samples();
    ByteBuffer wav = ByteBuffer.allocate(HEADER + 2 * samples.length);
    wav.order(ByteOrder.LITTLE_ENDIAN);
    wav.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(HEADER - 8 + 2 * samples.length);
    wav.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
    wav.putShort((short) INTEGERS).putShort((short) 1).putInt(clip.rate()).putInt(2 * clip.rate());
    wav.putShort((short) 2).putShort((short) 16);
    wav.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(2 * samples.length);
    for (float sample : samples) {
      wav.putShort((short) Math.clamp(Math.round(sample * 32768f), -32768, 32767));
    }
    return wav.array();
  }
}
