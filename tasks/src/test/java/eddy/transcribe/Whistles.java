package eddy.transcribe;

import eddy.sound.Clip;
import eddy.sound.Wav;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A language that is easily learnt: three tones, "lo", "mid" and "hi", with pauses between them.
 */
final class Whistles {
  static final int RATE = 8000;
  private static final String[] WORDS = {"lo", "mid", "hi"};
  private static final double[] HERTZ = {400, 900, 2000};

  private Whistles() {}

  static Clip say(String text, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<float[]> parts = new ArrayList<>();
    parts.add(pause(random));
    for (String word : text.isEmpty() ? new String[0] : text.split(" ")) {
      parts.add(tone(HERTZ[List.of(WORDS).indexOf(word)], random));
      parts.add(pause(random));
    }
    float[] all = new float[parts.stream().mapToInt(part -> part.length).sum()];
    int at = 0;
    for (float[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    for (int i = 0; i < all.length; i++) {
      all[i] += (float) (0.003 * random.nextGaussian());
    }
    return new Clip(all, RATE);
  }

  private static float[] pause(SplittableRandom random) {
    return new float[(int) (RATE * (0.06 + 0.08 * random.nextDouble()))];
  }

  private static float[] tone(double hertz, SplittableRandom random) {
    float[] tone = new float[(int) (RATE * (0.1 + 0.1 * random.nextDouble()))];
    double pitch = hertz * (0.9 + 0.2 * random.nextDouble());
    for (int i = 0; i < tone.length; i++) {
      tone[i] = (float) (0.3 * Math.sin(2 * Math.PI * pitch * i / RATE));
    }
    return tone;
  }

  static String sentence(SplittableRandom random) {
    List<String> words = new ArrayList<>();
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      words.add(WORDS[random.nextInt(WORDS.length)]);
    }
    return String.join(" ", words);
  }

  /** Writes recordings and their manifest, which is returned. */
  static Path corpus(Path folder, int count) throws IOException {
    Files.createDirectories(folder);
    SplittableRandom random = new SplittableRandom(11);
    StringBuilder manifest = new StringBuilder("audio,text\n");
    for (int i = 0; i < count; i++) {
      String text = sentence(random);
      Files.write(folder.resolve(i + ".wav"), Wav.bytes(say(text, i)));
      manifest.append(i).append(".wav,").append(text).append('\n');
    }
    return Files.writeString(folder.resolve("manifest.csv"), manifest);
  }
}
