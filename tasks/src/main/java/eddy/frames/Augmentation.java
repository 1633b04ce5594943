package eddy.frames;

import java.util.SplittableRandom;

/**
 * How clips are changed in training, so that neither places nor shapes are learnt by heart.
 *
 * @param shift each clip is moved by up to so many lines and pixels
 * @param distort and stretched, slanted and turned about its middle: each number of the matrix of
 *     that map is up to this far from the identity's
 */
record Augmentation(int shift, double distort) {

  /** A clip as the random numbers want it; all its frames are changed alike. */
  Clip apply(Clip clip, SplittableRandom random) {
    if (shift == 0 && distort == 0) {
      return clip;
    }
    int down = random.nextInt(-shift, shift + 1);
    int right = random.nextInt(-shift, shift + 1);
    if (distort == 0) {
      return new Look(1, 0, 0, 1, down, right).at(clip);
    }
    return new Look(
            1 + random.nextDouble(-distort, distort),
            random.nextDouble(-distort, distort),
            random.nextDouble(-distort, distort),
            1 + random.nextDouble(-distort, distort),
            down,
            right)
        .at(clip);
  }

  /**
   * Where each pixel of the new frames is looked up in the old ones: line {@code yy (y - down) + yx
   * (x - right)} and pixel {@code xy (y - down) + xx (x - right)}, both counted from the middle.
   */
  record Look(double yy, double yx, double xy, double xx, double down, double right) {

    /** The frames that are seen; between pixels linearly, and black outside. */
    Clip at(Clip clip) {
      byte[] to = new byte[clip.pixels().length];
      double middleY = (clip.height() - 1) / 2.0;
      double middleX = (clip.width() - 1) / 2.0;
      for (int row = 0; row < clip.height(); row++) {
        for (int column = 0; column < clip.width(); column++) {
          double y = row - middleY - down;
          double x = column - middleX - right;
          seen(
              clip,
              yy * y + yx * x + middleY,
              xy * y + xx * x + middleX,
              to,
              (row * clip.width() + column) * clip.channels());
        }
      }
      return new Clip(clip.height(), clip.width(), clip.channels(), to);
    }

    /** One pixel of all frames. */
    private static void seen(Clip clip, double line, double pixel, byte[] to, int at) {
      int top = (int) Math.floor(line);
      int left = (int) Math.floor(pixel);
      if (top < -1 || top >= clip.height() || left < -1 || left >= clip.width()) {
        return;
      }
      float down = (float) (line - top);
      float right = (float) (pixel - left);
      float upperLeft = top < 0 || left < 0 ? 0 : (1 - down) * (1 - right);
      float upperRight = top < 0 || left + 1 == clip.width() ? 0 : (1 - down) * right;
      float lowerLeft = top + 1 == clip.height() || left < 0 ? 0 : down * (1 - right);
      float lowerRight = top + 1 == clip.height() || left + 1 == clip.width() ? 0 : down * right;
      // A corner of weight zero may lie outside; any pixel will do in its place.
      int above = Math.max(0, top);
      int below = Math.min(clip.height() - 1, top + 1);
      int before = Math.max(0, left);
      int after = Math.min(clip.width() - 1, left + 1);
      byte[] from = clip.pixels();
      int channels = clip.channels();
      for (int frame = 0; frame < from.length; frame += clip.area()) {
        for (int c = frame; c < frame + channels; c++) {
          float sum = upperLeft * (from[(above * clip.width() + before) * channels + c] & 0xff);
          sum += upperRight * (from[(above * clip.width() + after) * channels + c] & 0xff);
          sum += lowerLeft * (from[(below * clip.width() + before) * channels + c] & 0xff);
          sum += lowerRight * (from[(below * clip.width() + after) * channels + c] & 0xff);
          to[at + c] = (byte) Math.round(sum);
        }
      }
    }
  }
}
