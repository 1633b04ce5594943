package eddy.examples;

import eddy.format.Idx;
import eddy.format.TextFiles;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;

/**
 * Makes Moving MNIST: clips of 12 frames of 64 x 64 pixels, in which two handwritten digits move in
 * one of the eight directions of the compass, the same for both, each by 1, 2 or 3 pixels a frame.
 * Neither reaches a border before the clip ends; where they overlap, the brighter pixel is seen.
 *
 * <p>It writes {@code NAME-idx4-ubyte.gz} and the table {@code NAME.csv}, whose rows have the
 * {@code direction} of a clip and its two {@code digits}, the smaller first.
 *
 * <pre>
 *   MovingDigits IMAGES NAME COUNT SEED [FROM TO]
 * </pre>
 *
 * <p>The images are in IDX, their labels beside them; only those with numbers from FROM to below TO
 * are taken, if these are given.
 *
 * <p>After Srivastava, Mansimov and Salakhutdinov, "Unsupervised learning of video representations
 * using LSTMs", ICML 2015, whose digits bounce off the borders.
 */
public final class MovingDigits {
  static final int FRAMES = 12;
  static final int SIDE = 64;
  private static final int FASTEST = 3;

  /** Names of the directions with their steps downwards and to the right. */
  enum Direction {
    N(-1, 0),
    NE(-1, 1),
    E(0, 1),
    SE(1, 1),
    S(1, 0),
    SW(1, -1),
    W(0, -1),
    NW(-1, -1);

    final int down;
    final int right;

    Direction(int down, int right) {
      this.down = down;
      this.right = right;
    }
  }

  private final List<byte[]> digits = new ArrayList<>();
  private final byte[] labels;
  private final int first;
  private final int size;

  private MovingDigits(Path images, int from, int to) {
    byte[] all = Idx.labels(Idx.labelsOf(images));
    int[] shape;
    try (Idx file = Idx.open(TextFiles.stream(images), images.toString(), "picture", 3)) {
      shape = file.shape();
      for (int i = 0; i < file.items(); i++) {
        byte[] digit = file.next();
        if (i >= from && i < to) {
          digits.add(digit);
        }
      }
    }
    if (shape[0] != shape[1] || shape[0] + FASTEST * (FRAMES - 1) > SIDE || digits.isEmpty()) {
      throw new IllegalArgumentException(
          "MovingDigits: expected square pictures of at most %d pixels but got %d of %d x %d."
              .formatted(SIDE - FASTEST * (FRAMES - 1), digits.size(), shape[0], shape[1]));
    }
    labels = all;
    first = from;
    size = shape[0];
  }

  /** Makes clips, see above. */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 4 && arguments.length != 6) {
      throw new IllegalArgumentException(
          "MovingDigits: expected IMAGES NAME COUNT SEED [FROM TO] but got "
              + Arrays.toString(arguments));
    }
    boolean some = arguments.length == 6;
    make(
        Path.of(arguments[0]),
        Path.of(arguments[1]),
        Integer.parseInt(arguments[2]),
        Long.parseLong(arguments[3]),
        some ? Integer.parseInt(arguments[4]) : 0,
        some ? Integer.parseInt(arguments[5]) : Integer.MAX_VALUE);
  }

  /**
   * Makes clips.
   *
   * @param images the digits
   * @param name where the clips go, less the endings of the two files
   * @param from the number of the first picture that is taken
   * @param to the number behind the last one
   */
  public static void make(Path images, Path name, int count, long seed, int from, int to)
      throws IOException {
    MovingDigits moving = new MovingDigits(images, from, to);
    SplittableRandom random = new SplittableRandom(seed);
    StringBuilder table = new StringBuilder("direction,digits\n");
    Path clips = name.resolveSibling(name.getFileName() + "-idx4-ubyte.gz");
    try (DataOutputStream out =
        new DataOutputStream(
            new GZIPOutputStream(
                new BufferedOutputStream(Files.newOutputStream(clips)), 1 << 16))) {
      for (int number : new int[] {Idx.magic(4), count, FRAMES, SIDE, SIDE}) {
        out.writeInt(number);
      }
      for (int i = 0; i < count; i++) {
        byte[] clip = new byte[FRAMES * SIDE * SIDE];
        Direction direction = Direction.values()[random.nextInt(Direction.values().length)];
        int one = moving.draw(clip, direction, random);
        int two = moving.draw(clip, direction, random);
        out.write(clip);
        table.append(direction).append(',');
        table.append(Math.min(one, two)).append(Math.max(one, two)).append('\n');
      }
    }
    Files.writeString(name.resolveSibling(name.getFileName() + ".csv"), table);
  }

  /** Draws a random digit into all frames, and says which it is. */
  private int draw(byte[] clip, Direction direction, SplittableRandom random) {
    int digit = random.nextInt(digits.size());
    int speed = 1 + random.nextInt(FASTEST);
    int top = start(direction.down * speed, random);
    int left = start(direction.right * speed, random);
    byte[] picture = digits.get(digit);
    for (int t = 0; t < FRAMES; t++) {
      for (int y = 0; y < size; y++) {
        for (int x = 0; x < size; x++) {
          int at = (t * SIDE + top + t * direction.down * speed + y) * SIDE;
          at += left + t * direction.right * speed + x;
          int brighter = Math.max(clip[at] & 0xff, picture[y * size + x] & 0xff);
          clip[at] = (byte) brighter;
        }
      }
    }
    return labels[first + digit];
  }

  /** Where a digit begins, so that it stays inside with so many pixels a frame. */
  private int start(int step, SplittableRandom random) {
    int path = step * (FRAMES - 1);
    int room = SIDE - size - Math.abs(path);
    return random.nextInt(room + 1) + Math.max(0, -path);
  }
}
