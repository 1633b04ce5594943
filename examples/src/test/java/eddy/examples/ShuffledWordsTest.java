package eddy.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eddy.sound.Clip;
import eddy.sound.Wav;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShuffledWordsTest {
  private static final int RATE = 8000;

  @TempDir private Path folder;

  /** Word 0 is a tone of 500 Hz, word 1 one of 1,000, each 0.3 seconds with 0.2 seconds around. */
  private Path recording(String words) throws IOException {
    String[] said = words.split("_");
    float[] samples = new float[(int) (RATE * (0.2 + 0.5 * said.length))];
    for (int w = 0; w < said.length; w++) {
      tone(samples, 0.2 + 0.5 * w, 0.3, said[w].equals("0") ? 500 : 1000);
    }
    return Files.write(
        Files.createDirectories(folder.resolve("in")).resolve(words + ".wav"),
        Wav.bytes(new Clip(samples, RATE)));
  }

  private static void tone(float[] samples, double start, double seconds, double hertz) {
    for (int i = (int) (start * RATE); i < (start + seconds) * RATE; i++) {
      samples[i] = (float) (0.3 * Math.sin(2 * Math.PI * hertz * i / RATE));
    }
  }

  /** What is said, told by how often the wave of each burst crosses zero. */
  private static String heard(Clip clip) {
    StringBuilder heard = new StringBuilder();
    float[] samples = clip.samples();
    int crossings = 0;
    int quiet = 0;
    for (int i = 1; i < samples.length; i++) {
      crossings += samples[i - 1] < 0 && samples[i] >= 0 ? 1 : 0;
      quiet = Math.abs(samples[i]) < 1e-3 ? quiet + 1 : 0;
      if (quiet == RATE / 20 && crossings > 0) {
        heard.append(heard.isEmpty() ? "" : " ").append(crossings > 225 ? "1" : "0");
        crossings = 0;
      }
    }
    return heard.toString();
  }

  @Test
  void theTranscriptOfEachStringIsWhatIsHeardInIt() throws IOException {
    recording("0_1_1");
    recording("0_0_1");
    Path out = folder.resolve("out");
    ShuffledWords.make(folder.resolve("in"), out, 5, 40, 1);
    List<String> lines = Files.readAllLines(out.resolve("manifest.csv"));
    assertThat(lines).hasSize(41);
    for (String line : lines.subList(1, 41)) {
      String[] cells = line.split(",");
      assertThat(heard(Wav.read(out.resolve(cells[0])))).isEqualTo(cells[1]);
    }
    assertThat(lines).anyMatch(line -> line.endsWith(",1 0 0") || line.endsWith(",1 1 0"));
  }

  @Test
  void aRecordingThatCantBeCutIsLeftOut() throws IOException {
    recording("0_0");
    float[] hum = new float[2 * RATE];
    tone(hum, 0, 2, 1000);
    Files.write(folder.resolve("in/1_1_1.wav"), Wav.bytes(new Clip(hum, RATE)));
    Path out = folder.resolve("out");
    ShuffledWords.make(folder.resolve("in"), out, 3, 20, 1);
    assertThat(Files.readString(out.resolve("manifest.csv"))).contains(",0").doesNotContain(",1");
  }

  @Test
  void recordingsWithoutWordsAreRefused() throws IOException {
    Files.createDirectories(folder.resolve("in"));
    assertThatThrownBy(
            () -> ShuffledWords.make(folder.resolve("in"), folder.resolve("out"), 3, 20, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0_1_1.wav");
  }
}
