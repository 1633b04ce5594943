package eddy.frames;

import eddy.format.BadInput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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
   * So many frames at most, from the middles of as many equal parts of the clip.
   *
   * @param most 0 for all
   */
  Clip picked(int most) {
    if (most == 0 || frames() <= most) {
      return this;
    }
    byte[] some = new byte[most * area()];
    for (int i = 0; i < most; i++) {
      int frame = (int) ((2L * i + 1) * frames() / (2L * most));
      System.arraycopy(pixels, frame * area(), some, i * area(), area());
    }
    return new Clip(height, width, channels, some);
  }

  /** Takes the frames of a clip one by one, and brings each to what the format says. */
  static final class Builder {
    private final FramesFormat format;
    private final String name;
    private final List<Frame> frames = new ArrayList<>();
    private String first = "";

    /**
     * A clip without frames.
     *
     * @param name what messages call it
     */
    Builder(String name, FramesFormat format) {
      this.name = name;
      this.format = format;
    }

    /**
     * Adds a frame.
     *
     * @param place where it comes from
     * @throws BadInput if it has another size than the first, and none is asked for
     */
    void add(Frame frame, String place) {
      Frame own = frame.colored(format.color());
      if (format.resizes()) {
        own = own.resized(format.height(), format.width());
      }
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
      long size = (long) frames.size() * one.pixels().length;
      if (size > Integer.MAX_VALUE - 8) {
        throw new BadInput(
            "%s: expected a clip of less than 2 GiB but it has %d frames of %d bytes. Use a smaller --size, or a shorter clip."
                .formatted(name, frames.size(), one.pixels().length));
      }
      byte[] pixels = new byte[(int) size];
      for (int i = 0; i < frames.size(); i++) {
        System.arraycopy(
            frames.get(i).pixels(), 0, pixels, i * one.pixels().length, one.pixels().length);
      }
      return new Clip(one.height(), one.width(), one.channels(), pixels).picked(format.frames());
    }
  }
}
