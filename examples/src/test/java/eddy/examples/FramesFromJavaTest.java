package eddy.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FramesFromJavaTest {
  /** Four pictures of a bar that moves down or up. */
  private static Path clip(Path folder, int first, int step) throws IOException {
    Files.createDirectories(folder);
    for (int t = 0; t < 4; t++) {
      BufferedImage image = new BufferedImage(24, 24, BufferedImage.TYPE_BYTE_GRAY);
      for (int i = 0; i < 4 * 24; i++) {
        image.getRaster().setSample(i % 24, Math.floorMod(first + t * step + i / 24, 24), 0, 255);
      }
      ImageIO.write(image, "png", folder.resolve(t + ".png").toFile());
    }
    return folder;
  }

  @Test
  void aClipHasItsLabel(@TempDir Path folder) throws IOException {
    for (int i = 0; i < 96; i++) {
      boolean down = i % 2 == 0;
      clip(folder.resolve("clips").resolve(down ? "down" : "up").resolve("" + i), i, down ? 3 : -3);
    }
    Path model = folder.resolve("model");
    FramesFromJava.train(folder.resolve("clips"), model);
    assertThat(FramesFromJava.label(model, clip(folder.resolve("a"), 4, 3))).isEqualTo("down");
    assertThat(FramesFromJava.label(model, clip(folder.resolve("b"), 16, -3))).isEqualTo("up");
  }
}
