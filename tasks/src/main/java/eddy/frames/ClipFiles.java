package eddy.frames;

import eddy.format.BadInput;
import eddy.format.TextFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Clips in files of their own: a folder of pictures, a frame each, in the order of their names, in
 * which numbers count as numbers; an animated GIF; or a video, where {@code ffmpeg} is installed.
 *
 * @param format how they are read
 * @param video decodes videos
 */
record ClipFiles(FramesFormat format, Video video) {
  private static final Set<String> PICTURES = Set.of("png", "jpg", "jpeg", "bmp");
  private static final Set<String> VIDEOS =
      Set.of("avi", "m4v", "mkv", "mov", "mp4", "mpeg", "mpg", "ogv", "ts", "webm", "wmv");
  private static final Pattern DIGITS = Pattern.compile("\\d+");

  /** Numbers in names are compared as if they had so many digits. */
  private static final int MOST_DIGITS = 20;

  /**
   * All clips below a folder, or the one that a path is, in the order of their names.
   *
   * @throws BadInput if there is a folder without any, or a file that is no clip
   */
  static List<Path> below(Path path) {
    if (!Files.isDirectory(path)) {
      if (!Files.exists(path)) {
        throw new BadInput(path + ": no such file or folder.");
      }
      String kind = kind(path);
      if (!kind.equals("gif") && !VIDEOS.contains(kind)) {
        throw new BadInput(
            path
                + ": expected a clip: a folder of pictures (png, jpg, bmp), an animated .gif or a"
                + " video (mp4, avi, mov, webm, ...).");
      }
      return List.of(path);
    }
    List<Path> entries = entries(path);
    if (entries.isEmpty() || entries.stream().anyMatch(ClipFiles::isPicture)) {
      return List.of(path);
    }
    List<Path> clips = new ArrayList<>();
    entries.forEach(entry -> clips.addAll(below(entry)));
    return clips;
  }

  private static boolean isPicture(Path path) {
    return PICTURES.contains(kind(path)) && !Files.isDirectory(path);
  }

  private static String kind(Path path) {
    String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private static List<Path> entries(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> !file.getFileName().toString().startsWith("."))
          .sorted(Comparator.comparing(ClipFiles::order).thenComparing(Comparator.naturalOrder()))
          .toList();
    } catch (IOException e) {
      throw BadInput.of(folder, e);
    }
  }

  /** A name whose numbers have leading zeros, so that 10 comes behind 9. */
  private static String order(Path file) {
    return DIGITS
        .matcher(file.getFileName().toString())
        .replaceAll(
            found -> "0".repeat(Math.max(0, MOST_DIGITS - found.group().length())) + found.group());
  }

  /**
   * Reads a clip.
   *
   * @throws BadInput if it can't be read, has no frames, or frames of several sizes
   */
  Clip read(Path path) {
    if (Files.isDirectory(path)) {
      List<Path> files = entries(path).stream().filter(ClipFiles::isPicture).toList();
      Clip.Builder clip = new Clip.Builder(path.toString(), format, files.size());
      files.forEach(file -> clip.add(() -> picture(file), file.toString()));
      return clip.clip();
    }
    return kind(path).equals("gif")
        ? Gif.read(TextFiles.stream(path), path.toString(), format)
        : video.read(path, format);
  }

  private Frame picture(Path file) {
    try (InputStream in = Files.newInputStream(file);
        ImageInputStream stream = new MemoryCacheImageInputStream(in)) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
      if (!readers.hasNext()) {
        throw new BadInput(file + ": expected a picture but found something else in it.");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(stream, true, true);
        Frame.requireSize(reader.getHeight(0), reader.getWidth(0), file.toString());
        return Frame.of(reader.read(0), format.color());
      } finally {
        reader.dispose();
      }
    } catch (BadInput e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // The decoders of the JDK meet damage with exceptions of many kinds.
      throw new BadInput(file + ": cannot be read as a picture: " + e.getMessage(), e);
    }
  }
}
