package eddy.frames;

import static org.assertj.core.api.Assertions.assertThat;

import eddy.frames.Augmentation.Look;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AugmentationTest {
  private final Clip clip = new Clip(2, 3, 1, new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});

  private byte[] shifted(int down, int right) {
    return new Look(1, 0, 0, 1, down, right).at(clip).pixels();
  }

  @Test
  void aShiftedClipHasBlackWhereNothingWas() {
    assertThat(shifted(1, -1)).containsExactly(0, 0, 0, 2, 3, 0, 0, 0, 0, 8, 9, 0);
    assertThat(shifted(-1, 2)).containsExactly(0, 0, 4, 0, 0, 0, 0, 0, 10, 0, 0, 0);
    assertThat(shifted(0, 0)).isEqualTo(clip.pixels());
    assertThat(shifted(0, 5)).containsOnly(0);
    assertThat(shifted(5, 0)).containsOnly(0);
  }

  @Test
  void aMapIsLookedUpAboutTheMiddle() {
    // Half of each step to the side: the line is twice as wide.
    Clip line = new Clip(1, 5, 1, new byte[] {0, 40, 80, 120, 0});
    assertThat(new Look(1, 0, 0, 0.5, 0, 0).at(line).pixels())
        .containsExactly(40, 60, 80, 100, 120);
    // Lines become columns.
    Clip square = new Clip(3, 3, 1, new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9});
    assertThat(new Look(0, 1, 1, 0, 0, 0).at(square).pixels())
        .containsExactly(1, 4, 7, 2, 5, 8, 3, 6, 9);
    // Between four pixels, of which two lie outside.
    assertThat(new Look(1, 0, 0, 1, 0.5, 0.5).at(square).pixels()[0]).isEqualTo((byte) 0);
    assertThat(new Look(1, 0, 0, 1, -0.5, -0.5).at(square).pixels())
        .containsExactly(3, 4, 2, 6, 7, 4, 4, 4, 2);
  }

  @Test
  void channelsStayApart() {
    Clip colored = new Clip(1, 2, 3, new byte[] {10, 20, 30, 40, 50, 60});
    assertThat(new Look(1, 0, 0, 1, 0, 1).at(colored).pixels())
        .containsExactly(0, 0, 0, 10, 20, 30);
  }

  @Test
  void withoutAnyAClipStaysAndWithSomeAllIsWithinBounds() {
    assertThat(new Augmentation(0, 0).apply(clip, new SplittableRandom(1))).isSameAs(clip);
    Clip bright = new Clip(9, 9, 1, new byte[81]);
    Arrays.fill(bright.pixels(), (byte) 200);
    SplittableRandom random = new SplittableRandom(1);
    boolean changed = false;
    for (int i = 0; i < 50; i++) {
      byte[] seen = new Augmentation(2, 0.2).apply(bright, random).pixels();
      // The middle stays inside of what was bright.
      assertThat(seen[40] & 0xff).isEqualTo(200);
      changed |= seen[0] == 0;
    }
    assertThat(changed).isTrue();
  }
}
