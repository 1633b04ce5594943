package eddy.frames;

import eddy.format.BadInput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * Pictures of one size, one after another.
 *
 * @param height lines of each
 * @param width pixels of a line
 * @param channels numbers of a pixel
 * @param pixels [frames, height, width, channels]; not modified
 */
record Clip(int height, int width, int channels, byte[] pixels) {
  /** Numbers of a frame. */
  int area() {
    return height * width * channels;
  }

  int frames() {
    return pixels.length / area();
  }

  /** The first frames. */
  Clip first(int frames) {
    return new Clip(height, width, channels, Arrays.copyOf(pixels, frames * area()));
  }

  Frame frame(int index) {
    return new Frame(
        height, width, channels, Arrays.copyOfRange(pixels, index * area(), (index + 1) * area()));
  }

  /** The size in words, as options have it. */
  String size() {
    return height + "x" + width;
  }

  /**
   * Takes the frames of a clip one by one, and brings each to what the format says. If it wants
   * fewer than there are, they are those in the middles of as many equal parts of the clip.
   */
  static final class Builder {
    private static final int MOST_BYTES = Integer.MAX_VALUE - Long.BYTES;

    private final FramesFormat format;
    private final String name;
    private final int count;
    private final List<Frame> frames = new ArrayList<>();
    private int seen;
    private String first = "";

    /**
     * A clip without frames.
     *
     * @param name what messages call it
     * @param count how many frames will be added; counts only where the format wants a number
     */
    Builder(String name, FramesFormat format, int count) {
      this.name = name;
      this.format = format;
      this.count = count;
    }

    /**
     * Adds the next frame, or passes it over.
     *
     * @param frame makes it, if it is wanted
     * @param place where it comes from
     * @throws BadInput if it has another size than the first and none is asked for, or if the clip
     *     becomes too large
     */
    void add(Supplier<Frame> frame, String place) {
      if (seen++ == next()) {
        Frame own = frame.get().colored(format.color());
        add(format.resizes() ? own.resized(format.height(), format.width()) : own, place);
      }
    }

    /** Which frame is wanted next. */
    private long next() {
      long most = format.frames();
      return most == 0 || count <= most
          ? frames.size()
          : (2L * frames.size() + 1) * count / (2 * most);
    }

    private void add(Frame own, String place) {
      if (frames.isEmpty()) {
        first = place;
      } else if (own.height() != frames.getFirst().height()
          || own.width() != frames.getFirst().width()) {
        throw new BadInput(
            "%s: expected frames of %dx%d as in %s but found %dx%d. A training with --size brings all to one."
                .formatted(
                    place,
                    frames.getFirst().height(),
                    frames.getFirst().width(),
                    first,
                    own.height(),
                    own.width()));
      }
      frames.add(own);
      if ((long) frames.size() * own.pixels().length > MOST_BYTES) {
        throw new BadInput(
            "%s: expected a clip of less than 2 GiB but %d frames of %d bytes are more. Take a smaller --size, fewer --frames or a shorter clip."
                .formatted(name, frames.size(), own.pixels().length));
      }
    }

    /**
     * The clip.
     *
     * @throws BadInput if it has no frames
     */
    Clip clip() {
      if (frames.isEmpty()) {
        throw new BadInput(name + ": expected a clip of one frame or more but found none.");
      }
      Frame one = frames.getFirst();
      int size = one.pixels().length;
      byte[] pixels = new byte[frames.size() * size];
      for (int i = 0; i < frames.size(); i++) {
        System.arraycopy(frames.get(i).pixels(), 0, pixels, i * size, size);
      }
      return new Clip(one.height(), one.width(), one.channels(), pixels);
    }
  }
}
