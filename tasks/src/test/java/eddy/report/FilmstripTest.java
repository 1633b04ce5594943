package eddy.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class FilmstripTest {
  private static String body(int height, int width, byte... pixels) {
    SequencedMap<String, Double> shares = new LinkedHashMap<>();
    shares.put("<up>", 0.756);
    Filmstrip.Picture picture = new Filmstrip.Picture(height, width, pixels, "frame 1", shares);
    return new Filmstrip("A clip", List.of(picture)).body();
  }

  private static BufferedImage picture(String body) throws IOException {
    Matcher address = Pattern.compile("data:image/png;base64,([^\"]+)\"").matcher(body);
    assertThat(address.find()).isTrue();
    return ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(address.group(1))));
  }

  @Test
  void everyPixelIsInThePage() throws IOException {
    BufferedImage grey = picture(body(2, 3, new byte[] {0, 10, 20, 30, 40, (byte) 250}));
    assertThat(grey.getRaster().getSamples(0, 0, 3, 2, 0, (int[]) null))
        .containsExactly(0, 10, 20, 30, 40, 250);
    BufferedImage colored = picture(body(1, 2, new byte[] {1, 2, 3, 4, 5, (byte) 255}));
    assertThat(colored.getRGB(0, 0)).isEqualTo(0xff010203);
    assertThat(colored.getRGB(1, 0)).isEqualTo(0xff0405ff);
  }

  @Test
  void namesAreEscapedAndSharesHaveABar() {
    assertThat(body(1, 1, (byte) 0))
        .contains("frame 1<span style=\"--share:76%\">&lt;up&gt; 0.76</span>");
  }

  @Test
  void anotherNumberOfPixelsIsRefused() {
    assertThatThrownBy(() -> body(2, 2, (byte) 0))
        .hasMessage("Filmstrip: expected 2 x 2 pixels of 1 or 3 bytes but got 1 bytes.");
  }
}
