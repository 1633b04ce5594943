package eddy.frames;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eddy.format.BadInput;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClipTest {
  /** The frames that are made of so many, if so many of them are wanted at most. */
  private static List<Integer> made(int count, int most) {
    List<Integer> made = new ArrayList<>();
    Clip.Builder clip = new Clip.Builder("a", new FramesFormat(0, 0, false, most, "label"), count);
    for (int i = 0; i < count; i++) {
      int frame = i;
      clip.add(
          () -> {
            made.add(frame);
            return new Frame(1, 1, 1, new byte[] {(byte) frame});
          },
          "a");
    }
    Clip whole = clip.clip();
    assertThat(whole.frames()).isEqualTo(made.size());
    assertThat(whole.pixels()[made.size() - 1]).isEqualTo(made.getLast().byteValue());
    return made;
  }

  @Test
  void onlyTheMiddlesOfEqualPartsAreMade() {
    assertThat(made(10, 5)).containsExactly(1, 3, 5, 7, 9);
    assertThat(made(10, 1)).containsExactly(5);
    assertThat(made(3, 2)).containsExactly(0, 2);
    assertThat(made(100, 3)).containsExactly(16, 50, 83);
    assertThat(made(4, 4)).containsExactly(0, 1, 2, 3);
    assertThat(made(3, 9)).containsExactly(0, 1, 2);
    assertThat(made(3, 0)).containsExactly(0, 1, 2);
  }

  @Test
  void aClipIsRefusedAsSoonAsItIsTooLarge() {
    Frame large = new Frame(1 << 13, 1 << 13, 1, new byte[1 << 26]);
    Clip.Builder clip = new Clip.Builder("a.gif", new FramesFormat(), 40);
    for (int i = 0; i < 31; i++) {
      clip.add(() -> large, "a.gif");
    }
    assertThatThrownBy(() -> clip.add(() -> large, "a.gif"))
        .isInstanceOf(BadInput.class)
        .hasMessage(
            "a.gif: expected a clip of less than 2 GiB but 32 frames of 67108864 bytes are more."
                + " Take a smaller --size, fewer --frames or a shorter clip.");
  }
}
