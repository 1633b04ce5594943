package eddy.frames;

import static eddy.task.TrainingOptions.require;

import eddy.format.BadInput;

/**
 * How clips are read.
 *
 * @param height lines of each frame, to which pictures are brought; 0 for as many as they have
 * @param width pixels of a line; 0 for as many as they have
 * @param color whether frames have three channels, red, green and blue, and not one of grey
 * @param frames the most frames of a clip, picked evenly; 0 for all
 * @param label the column of a table that has the labels
 */
public record FramesFormat(int height, int width, boolean color, int frames, String label) {
  /** The column of a table that says where a clip is. */
  static final String CLIP = "clip";

  private static final int MOST = 4096;

  public FramesFormat {
    require(
        height >= 0 && height <= MOST && width >= 0 && width <= MOST,
        "--size",
        "1 to " + MOST + " lines and pixels",
        height + "x" + width);
    require((height == 0) == (width == 0), "--size", "both sizes", height + "x" + width);
    require(frames >= 0, "--frames", "0 (all) or more", frames);
    require(!label.equals(CLIP), "--label", "another column than clip", "'" + label + "'");
  }

  /** Clips as they are, in grey. */
  public FramesFormat() {
    this(0, 0, false, 0, "label");
  }

  /**
   * The same with frames of a size.
   *
   * @param size lines and pixels, {@code 64x48}, or one number for both
   * @throws BadInput if it is none
   */
  public FramesFormat withSize(String size) {
    if (!size.matches("[1-9]\\d{0,3}(x[1-9]\\d{0,3})?")) {
      throw new BadInput(
          "--size: expected lines and pixels such as 64x48, or one number for both, but found "
              + BadInput.quote(size)
              + ".");
    }
    String[] sides = size.split("x");
    int lines = Integer.parseInt(sides[0]);
    int columns = Integer.parseInt(sides[sides.length - 1]);
    return new FramesFormat(lines, columns, color, frames, label);
  }

  /**
   * The same with as many frames as another format has, and with their size unless it has its own.
   */
  FramesFormat keeping(FramesFormat other) {
    return new FramesFormat(
        resizes() ? height : other.height,
        resizes() ? width : other.width,
        color,
        other.frames,
        label);
  }

  /** The size in words, as options have it. */
  public String size() {
    return resizes() ? height + "x" + width : "as it is";
  }

  /** Whether frames are brought to a size. */
  boolean resizes() {
    return height > 0;
  }

  /** Numbers of a pixel. */
  int channels() {
    return color ? 3 : 1;
  }
}
