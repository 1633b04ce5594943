package eddy.examples;

import static org.assertj.core.api.Assertions.assertThat;

import eddy.sound.Clip;
import eddy.sound.Wav;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TranscribeFromJavaTest {
  private static final double[] HERTZ = {500, 1500};

  @TempDir private Path folder;

  /** Two tones stand for two digits, each of two speakers, five times. */
  private Path recordings() throws IOException {
    Path digits = Files.createDirectories(folder.resolve("digits"));
    SplittableRandom random = new SplittableRandom(3);
    for (int digit = 0; digit < 2; digit++) {
      for (String speaker : List.of("ann", "bob")) {
        for (int i = 0; i < 5; i++) {
          float[] tone = new float[1200 + random.nextInt(400)];
          double hertz = HERTZ[digit] * (speaker.equals("ann") ? 1.1 : 0.9);
          for (int s = 0; s < tone.length; s++) {
            tone[s] = (float) (0.3 * Math.sin(2 * Math.PI * hertz * s / 8000));
          }
          Path file = digits.resolve("%d_%s_%d.wav".formatted(digit, speaker, i));
          Files.write(file, Wav.bytes(new Clip(tone, 8000)));
        }
      }
    }
    return digits;
  }

  @Test
  void stringsOfDigitsAreLearntAndFollowed() throws IOException {
    Path strings = folder.resolve("strings");
    DigitStrings.make(recordings(), strings, 160, 1, "");
    Path model = folder.resolve("model");
    TranscribeFromJava.train(strings.resolve("manifest.csv"), model, 20);
    int right = 0;
    List<String> lines = Files.readAllLines(strings.resolve("manifest.csv"));
    for (String line : lines.subList(1, 21)) {
      String[] cells = line.split(",");
      String heard = TranscribeFromJava.follow(model, Wav.read(strings.resolve(cells[0])));
      right += heard.equals(cells[1]) ? 1 : 0;
    }
    assertThat(right).isGreaterThan(12);
  }

  @Test
  void stringsDependOnTheSeedAloneAndCanLeaveASpeakerOut() throws IOException {
    Path digits = recordings();
    String[] made = new String[3];
    long[] seeds = {7, 7, 8};
    for (int i = 0; i < 3; i++) {
      Path out = folder.resolve("out" + i);
      DigitStrings.make(digits, out, 20, seeds[i], "-bob");
      made[i] = Files.readString(out.resolve("manifest.csv"));
      assertThat(made[i]).contains(",ann").doesNotContain("bob");
    }
    assertThat(made[1]).isEqualTo(made[0]);
    assertThat(made[2]).isNotEqualTo(made[0]);
    assertThat(Files.readAllBytes(folder.resolve("out0/00003.wav")))
        .isEqualTo(Files.readAllBytes(folder.resolve("out1/00003.wav")));
  }
}
