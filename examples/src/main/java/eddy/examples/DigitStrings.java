package eddy.examples;

import eddy.sound.Clip;
import eddy.sound.Wav;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Joins recordings of single digits to strings of digits: WAV files and a manifest, {@code
 * manifest.csv}, to train speech to text on.
 *
 * <p>The recordings are named {@code digit_speaker_index.wav}, as those of the Free Spoken Digit
 * Dataset are. A string is said by one speaker: one to seven digits with pauses of up to 0.4
 * seconds before, between and behind them, in which there is the faintest noise.
 *
 * <pre>
 *   DigitStrings FOLDER OUT COUNT SEED [SPEAKER]
 * </pre>
 *
 * <p>The speaker is the only one taken, or left out if a hyphen stands before the name.
 */
public final class DigitStrings {
  private static final int MOST = 7;
  private static final double PAUSE = 0.4;

  /** About one step of 16 bits. */
  private static final double NOISE = 3e-5;

  private DigitStrings() {}

  /** Joins recordings, see above. */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length < 4) {
      throw new IllegalArgumentException(
          "DigitStrings: expected FOLDER OUT COUNT SEED [SPEAKER] but got "
              + Arrays.toString(arguments));
    }
    String who = arguments.length > 4 ? arguments[4] : "";
    make(
        Path.of(arguments[0]),
        Path.of(arguments[1]),
        Integer.parseInt(arguments[2]),
        Long.parseLong(arguments[3]),
        who);
  }

  /**
   * Joins recordings.
   *
   * @param recordings the folder that they are taken from
   * @param out the folder for the strings and their manifest
   * @param who a speaker, or one to leave out with a hyphen before the name, or nothing for all
   */
  public static void make(Path recordings, Path out, int count, long seed, String who)
      throws IOException {
    List<Path> files = files(recordings, who);
    if (files.isEmpty()) {
      throw new IllegalArgumentException(
          "DigitStrings: expected recordings such as 7_ann_0.wav in " + recordings + ".");
    }
    List<String> speakers = files.stream().map(file -> part(file, 1)).distinct().sorted().toList();
    Files.createDirectories(out);
    SplittableRandom random = new SplittableRandom(seed);
    StringBuilder manifest = new StringBuilder("audio,text,speaker\n");
    for (int i = 0; i < count; i++) {
      String speaker = speakers.get(random.nextInt(speakers.size()));
      List<Path> own = files.stream().filter(file -> part(file, 1).equals(speaker)).toList();
      List<Path> said = new ArrayList<>();
      int digits = 1 + random.nextInt(MOST);
      for (int d = 0; d < digits; d++) {
        said.add(own.get(random.nextInt(own.size())));
      }
      String name = "%05d.wav".formatted(i);
      Files.write(out.resolve(name), Wav.bytes(join(said, random)));
      String text = String.join(" ", said.stream().map(file -> part(file, 0)).toList());
      manifest.append(name).append(',').append(text).append(',').append(speaker).append('\n');
    }
    Files.writeString(out.resolve("manifest.csv"), manifest);
  }

  private static List<Path> files(Path folder, String who) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(file -> file.getFileName().toString().matches("[0-9]_[^_]+_[0-9]+\\.wav"))
          .filter(file ->
              who.isEmpty()
                  || (who.startsWith("-")
                      ? !part(file, 1).equals(who.substring(1))
                      : part(file, 1).equals(who)))
          .sorted()
          .toList();
    }
  }

  /** The digit, the speaker or the index of a recording. */
  private static String part(Path file, int index) {
    return file.getFileName().toString().replace(".wav", "").split("_")[index];
  }

  private static Clip join(List<Path> files, SplittableRandom random) {
    List<float[]> parts = new ArrayList<>();
    int rate = Wav.read(files.getFirst()).rate();
    parts.add(pause(rate, random));
    for (Path file : files) {
      parts.add(Wav.read(file).at(rate).samples());
      parts.add(pause(rate, random));
    }
    return Clip.joined(parts, rate);
  }

  private static float[] pause(int rate, SplittableRandom random) {
    float[] noise = new float[(int) (random.nextDouble() * PAUSE * rate)];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (float) (NOISE * random.nextGaussian());
    }
    return noise;
  }
}
