package eddy.examples;

import static org.assertj.core.api.Assertions.assertThat;

import eddy.examples.MovingDigits.Direction;
import eddy.format.Idx;
import eddy.format.TextFiles;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MovingDigitsTest {
  private static final int DIGITS = 20;
  private static final int SIZE = 28;

  @TempDir Path folder;

  /** Made-up digits: a filled square, the brightness of which is a function of its number. */
  private Path digits() throws IOException {
    Path images = folder.resolve("t-images-idx3-ubyte");
    try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(images))) {
      for (int number : new int[] {2051, DIGITS, SIZE, SIZE}) {
        out.writeInt(number);
      }
      for (int i = 0; i < DIGITS * SIZE * SIZE; i++) {
        out.writeByte(100 + i / (SIZE * SIZE));
      }
    }
    try (DataOutputStream out =
        new DataOutputStream(Files.newOutputStream(folder.resolve("t-labels-idx1-ubyte")))) {
      out.writeInt(2049);
      out.writeInt(DIGITS);
      for (int i = 0; i < DIGITS; i++) {
        out.writeByte(i % 10);
      }
    }
    return images;
  }

  private List<byte[]> clips(Path name) {
    List<byte[]> clips = new ArrayList<>();
    Path file = name.resolveSibling(name.getFileName() + "-idx4-ubyte.gz");
    try (Idx idx = Idx.open(TextFiles.stream(file), "clips", "clip", 4)) {
      assertThat(idx.shape()).containsExactly(12, 64, 64);
      for (int i = 0; i < idx.items(); i++) {
        clips.add(idx.next());
      }
    }
    return clips;
  }

  /** The lines and columns of a frame in which a brightness first stands; nothing if nowhere. */
  private static List<Integer> corner(byte[] clip, int frame, int brightness) {
    for (int i = 0; i < 64 * 64; i++) {
      if ((clip[frame * 64 * 64 + i] & 0xff) == brightness) {
        return List.of(i / 64, i % 64);
      }
    }
    return List.of();
  }

  @Test
  void bothDigitsMoveInTheDirectionByOneToThreePixelsAndNeverLeave() throws IOException {
    Path name = folder.resolve("moving");
    MovingDigits.make(digits(), name, 200, 1, 0, DIGITS);
    List<String> rows = Files.readAllLines(folder.resolve("moving.csv"));
    assertThat(rows.getFirst()).isEqualTo("direction,digits");
    List<byte[]> clips = clips(name);
    assertThat(clips).hasSize(200);
    Set<String> directions = new HashSet<>();
    Set<Integer> speeds = new HashSet<>();
    for (int i = 0; i < clips.size(); i++) {
      byte[] clip = clips.get(i);
      String[] cells = rows.get(i + 1).split(",");
      directions.add(cells[0]);
      Direction direction = Direction.valueOf(cells[0]);
      SortedSet<Integer> found = new TreeSet<>();
      for (byte pixel : clip) {
        found.add(pixel & 0xff);
      }
      found.remove(0);
      if (found.size() < 2) {
        // Two squares of one brightness, or one that hides behind the other.
        continue;
      }
      // The brighter one is whole in every frame.
      int brightest = found.last();
      List<Integer> first = corner(clip, 0, brightest);
      List<Integer> next = corner(clip, 1, brightest);
      int down = next.get(0) - first.get(0);
      int right = next.get(1) - first.get(1);
      int speed = Math.max(Math.abs(down), Math.abs(right));
      speeds.add(speed);
      assertThat(List.of(down, right))
          .isEqualTo(List.of(speed * direction.down, speed * direction.right));
      List<Integer> last = corner(clip, 11, brightest);
      assertThat(last.get(0) - first.get(0)).isEqualTo(11 * down);
      assertThat(last.get(1) - first.get(1)).isEqualTo(11 * right);
      assertThat(clip[(11 * 64 + last.get(0) + 27) * 64 + last.get(1) + 27] & 0xff)
          .isEqualTo(brightest);
      int two = (found.first() - 100) % 10;
      int one = (brightest - 100) % 10;
      assertThat(cells[1]).isEqualTo("" + Math.min(one, two) + Math.max(one, two));
    }
    assertThat(directions).hasSize(8);
    assertThat(speeds).containsExactlyInAnyOrder(1, 2, 3);
  }

  @Test
  void onlySomeOfThePicturesAreTakenAndTheSeedDecides() throws IOException {
    Path images = digits();
    MovingDigits.make(images, folder.resolve("a"), 30, 1, 3, 5);
    MovingDigits.make(images, folder.resolve("b"), 30, 1, 3, 5);
    MovingDigits.make(images, folder.resolve("c"), 30, 2, 3, 5);
    assertThat(Files.readAllLines(folder.resolve("a.csv")).stream().skip(1))
        .allMatch(row -> row.matches("[NESW]+,(33|34|44)"));
    assertThat(clips(folder.resolve("b"))).containsExactlyElementsOf(clips(folder.resolve("a")));
    assertThat(Files.readString(folder.resolve("c.csv")))
        .isNotEqualTo(Files.readString(folder.resolve("a.csv")));
  }
}
