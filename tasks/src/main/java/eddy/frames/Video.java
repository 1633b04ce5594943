package eddy.frames;

import eddy.format.BadInput;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/**
 * A file that the program {@code ffmpeg} decodes; it writes each frame as a portable pixmap, which
 * says its size and then its bytes.
 *
 * @param program the command
 */
record Video(String program) {
  /** The one on the path. */
  static final Video FFMPEG = new Video("ffmpeg");

  /**
   * Reads a clip, its frames as far apart in time as the file says that they usually are.
   *
   * @throws BadInput if there is no such program, or it cannot read the file
   */
  Clip read(Path file, FramesFormat format) {
    // Which frames are picked follows from how many there are, and only decoding tells that.
    int count = format.frames() == 0 ? 0 : decode(file, (_, _) -> {});
    Clip.Builder clip = new Clip.Builder(file.toString(), format, count);
    decode(file, (frame, place) -> clip.add(() -> frame, place));
    return clip.clip();
  }

  /** Hands over all frames, each with its place, and says how many there were. */
  private int decode(Path file, BiConsumer<Frame, String> frames) {
    Process process = start(file);
    try (InputStream in = new BufferedInputStream(process.getInputStream(), 1 << 16)) {
      CompletableFuture<String> complaint =
          CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
      int count = 0;
      for (int first = in.read(); first >= 0; first = in.read()) {
        frames.accept(frame(in, first, file), "%s, frame %d".formatted(file, ++count));
      }
      if (process.waitFor() != 0 || count == 0) {
        throw new BadInput(
            "%s: %s cannot read it as a video%s"
                .formatted(file, program, reason(complaint.join())));
      }
      return count;
    } catch (IOException e) {
      throw new BadInput(file + ": " + program + " ended too early: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      process.destroy();
    }
  }

  private Process start(Path file) {
    List<String> command =
        List.of(
            program,
            "-nostdin",
            "-v",
            "error",
            "-i",
            file.toAbsolutePath().toString(),
            "-f",
            "image2pipe",
            "-c:v",
            "ppm",
            "-");
    try {
      return new ProcessBuilder(command).start();
    } catch (IOException e) {
      throw new BadInput(
          "%s: a video is read by the program %s, which is not installed or not on the path. Install it, or turn the video into a folder of pictures."
              .formatted(file, program),
          e);
    }
  }

  /** A pixmap: P6, its width, its height and 255, each behind one blank, and the bytes. */
  private Frame frame(InputStream in, int first, Path file) throws IOException {
    if (first != 'P' || in.read() != '6' || !Character.isWhitespace(in.read())) {
      throw new BadInput(file + ": expected pixmaps from " + program + " but found others.");
    }
    int width = number(in);
    int height = number(in);
    number(in);
    Frame.requireSize(height, width, file.toString());
    int size = width * height * 3;
    byte[] pixels = in.readNBytes(size);
    if (pixels.length < size) {
      throw new IOException("a frame of " + pixels.length + " bytes in place of " + size);
    }
    return new Frame(height, width, 3, pixels);
  }

  private static int number(InputStream in) throws IOException {
    int number = 0;
    for (int c = in.read(); c >= '0' && c <= '9'; c = in.read()) {
      number = Math.addExact(Math.multiplyExact(number, 10), c - '0');
    }
    return number;
  }

  private static String text(InputStream in) {
    try (in) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  private static String reason(String complaint) {
    String last = complaint.strip().lines().reduce("", (_, line) -> line.strip());
    return last.isEmpty() ? "." : ": " + last;
  }
}
