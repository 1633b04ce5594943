package eddy.frames;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.WritableRaster;
import org.junit.jupiter.api.Test;

class FrameTest {
  private static BufferedImage pixel(int argb) {
    BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, argb);
    return image;
  }

  @Test
  void greyIsTheLumaOfColors() {
    assertThat(Frame.of(pixel(0xffff0000), false).pixels()).containsExactly(76);
    assertThat(Frame.of(pixel(0xff00ff00), false).pixels()).containsExactly((byte) 150);
    assertThat(Frame.of(pixel(0xff0000ff), false).pixels()).containsExactly(29);
    assertThat(Frame.of(pixel(0xff102030), true).pixels()).containsExactly(16, 32, 48);
  }

  @Test
  void whatIsTransparentIsBlackInItsShare() {
    assertThat(Frame.of(pixel(0x00ffffff), false).pixels()).containsExactly(0);
    assertThat(Frame.of(pixel(0x80ffffff), false).pixels()).containsExactly((byte) 128);
  }

  /** Asked for colors, the JDK would make 188 of it. */
  @Test
  void aGreyPictureKeepsItsNumbers() {
    BufferedImage image = Dots.grey(1, 2, 128);
    assertThat(Frame.of(image, false).pixels()).containsExactly((byte) 128, (byte) 128);
    assertThat(Frame.of(image, true).pixels()).containsOnly((byte) 128).hasSize(6);
    BufferedImage fine = new BufferedImage(1, 1, BufferedImage.TYPE_USHORT_GRAY);
    fine.getRaster().setSample(0, 0, 0, 128 << 8);
    assertThat(Frame.of(fine, false).pixels()).containsExactly((byte) 128);
    ColorModel withAlpha =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_GRAY),
            true,
            false,
            Transparency.TRANSLUCENT,
            DataBuffer.TYPE_BYTE);
    WritableRaster raster = withAlpha.createCompatibleWritableRaster(1, 1);
    raster.setPixel(0, 0, new int[] {100, 51});
    assertThat(Frame.of(new BufferedImage(withAlpha, raster, false, null), false).pixels())
        .containsExactly(20);
  }

  @Test
  void aSmallerPictureHasTheMeansOfAreas() {
    Frame frame = new Frame(2, 3, 1, new byte[] {10, 40, 100, 30, 60, 120});
    assertThat(frame.resized(1, 1).pixels()).containsExactly(60);
    // The middle column is shared by both.
    assertThat(frame.resized(2, 2).pixels()).containsExactly(20, 80, 40, 100);
    assertThat(frame.resized(4, 3).pixels())
        .containsExactly(10, 40, 100, 10, 40, 100, 30, 60, 120, 30, 60, 120);
    Frame colored = new Frame(1, 2, 3, new byte[] {0, 10, 20, 100, 30, 40});
    assertThat(colored.resized(1, 1).pixels()).containsExactly(50, 20, 30);
  }

  @Test
  void colorsComeAndGo() {
    Frame grey = new Frame(1, 2, 1, new byte[] {10, 20});
    assertThat(grey.colored(true).pixels()).containsExactly(10, 10, 10, 20, 20, 20);
    assertThat(grey.colored(true).colored(false).pixels()).containsExactly(10, 20);
  }
}
