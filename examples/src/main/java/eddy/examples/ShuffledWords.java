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
 * Cuts recordings of several words in their pauses and joins the words anew in random order: WAV
 * files and a manifest, {@code manifest.csv}, to train speech to text on where few recordings say
 * the same words in the same places.
 *
 * <p>A recording is named by what is said in it, {@code 0_1_1.wav}, by one speaker, with a pause
 * between any two words. One that can't be cut into as many words, none twice as long as another,
 * is left out. A new string begins as one recording does, before its first word, and ends as one
 * does after its last.
 *
 * <pre>
 *   ShuffledWords FOLDER OUT WORDS COUNT SEED
 * </pre>
 */
public final class ShuffledWords {
  /** Steps a second of the loudness by which words are told from pauses. */
  private static final int STEPS = 50;

  /** The shortest word and the shortest pause, in steps. */
  private static final int SHORTEST_WORD = 4;

  private static final int SHORTEST_PAUSE = 3;

  /** A word lasts at most so many times as long as the shortest one beside it. */
  private static final double UNLIKE = 2;

  private ShuffledWords() {}

  /** Joins words, see above. */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 5) {
      throw new IllegalArgumentException(
          "ShuffledWords: expected FOLDER OUT WORDS COUNT SEED but got "
              + Arrays.toString(arguments));
    }
    make(
        Path.of(arguments[0]),
        Path.of(arguments[1]),
        Integer.parseInt(arguments[2]),
        Integer.parseInt(arguments[3]),
        Long.parseLong(arguments[4]));
  }

  /**
   * Joins words.
   *
   * @param recordings the folder that they are taken from
   * @param out the folder for the strings and their manifest
   * @param words the most in a string; each number up to it is as likely
   */
  public static void make(Path recordings, Path out, int words, int count, long seed)
      throws IOException {
    List<Cut> cuts = new ArrayList<>();
    for (Path file : files(recordings)) {
      Cut cut = cut(Wav.read(file), file.getFileName().toString().replace(".wav", "").split("_"));
      if (!cut.words().isEmpty()) {
        cuts.add(cut);
      }
      if (!cuts.isEmpty() && cut.rate() != cuts.getFirst().rate()) {
        throw new IllegalArgumentException(
            "ShuffledWords: expected recordings of %d samples a second but %s has %d."
                .formatted(cuts.getFirst().rate(), file, cut.rate()));
      }
    }
    List<Word> all = cuts.stream().flatMap(cut -> cut.words().stream()).toList();
    if (all.isEmpty()) {
      throw new IllegalArgumentException(
          "ShuffledWords: expected recordings such as 0_1_1.wav, of words with pauses, in "
              + recordings
              + ".");
    }
    Files.createDirectories(out);
    SplittableRandom random = new SplittableRandom(seed);
    StringBuilder manifest = new StringBuilder("audio,text\n");
    for (int i = 0; i < count; i++) {
      List<Word> said = new ArrayList<>();
      for (int w = 1 + random.nextInt(words); w > 0; w--) {
        said.add(all.get(random.nextInt(all.size())));
      }
      List<float[]> parts = new ArrayList<>(said.stream().map(Word::samples).toList());
      parts.addFirst(cuts.get(random.nextInt(cuts.size())).before());
      parts.addLast(cuts.get(random.nextInt(cuts.size())).after());
      String name = "%05d.wav".formatted(i);
      Files.write(out.resolve(name), Wav.bytes(Clip.joined(parts, cuts.getFirst().rate())));
      manifest
          .append(name)
          .append(',')
          .append(String.join(" ", said.stream().map(Word::text).toList()))
          .append('\n');
    }
    Files.writeString(out.resolve("manifest.csv"), manifest);
  }

  private record Word(String text, float[] samples) {}

  /** A recording in parts; without words where it can't be cut. */
  private record Cut(float[] before, List<Word> words, float[] after, int rate) {}

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(file -> file.getFileName().toString().matches("\\w+\\.wav"))
          .sorted()
          .toList();
    }
  }

  /** Cuts in the middle of each pause, at the first threshold that gives as many words. */
  private static Cut cut(Clip clip, String[] words) {
    int step = clip.rate() / STEPS;
    float[] loudness = loudness(clip.samples(), step);
    float[] sorted = loudness.clone();
    Arrays.sort(sorted);
    float loud = sorted.length == 0 ? 0 : sorted[(int) (0.95 * sorted.length)];
    for (int percent = 4; percent < 50; percent += 2) {
      List<int[]> spans = spans(loudness, loud * percent / 100);
      if (spans.size() == words.length && alike(spans)) {
        List<Word> all = new ArrayList<>();
        int from = Math.max(0, spans.getFirst()[0] - SHORTEST_PAUSE) * step;
        int start = from;
        for (int w = 0; w < words.length; w++) {
          int to =
              w + 1 < words.length
                  ? (spans.get(w)[1] + spans.get(w + 1)[0]) * step / 2
                  : Math.min(clip.samples().length, (spans.get(w)[1] + SHORTEST_PAUSE) * step);
          all.add(new Word(words[w], Arrays.copyOfRange(clip.samples(), from, to)));
          from = to;
        }
        return new Cut(
            Arrays.copyOf(clip.samples(), start),
            all,
            Arrays.copyOfRange(clip.samples(), from, clip.samples().length),
            clip.rate());
      }
    }
    return new Cut(new float[0], List.of(), new float[0], clip.rate());
  }

  /** The root of the mean square of each step. */
  private static float[] loudness(float[] samples, int step) {
    float[] loudness = new float[samples.length / step];
    for (int i = 0; i < loudness.length; i++) {
      double sum = 0;
      for (int s = i * step; s < (i + 1) * step; s++) {
        sum += samples[s] * samples[s];
      }
      loudness[i] = (float) Math.sqrt(sum / step);
    }
    return loudness;
  }

  /**
   * From where to where it is louder than a threshold, but for pauses that are too short for one.
   */
  private static List<int[]> spans(float[] loudness, float threshold) {
    List<int[]> spans = new ArrayList<>();
    int start = -1;
    int last = -1;
    for (int i = 0; i <= loudness.length + SHORTEST_PAUSE; i++) {
      if (i < loudness.length && loudness[i] > threshold) {
        start = start < 0 ? i : start;
        last = i;
      } else if (start >= 0 && i - last >= SHORTEST_PAUSE) {
        if (last + 1 - start >= SHORTEST_WORD) {
          spans.add(new int[] {start, last + 1});
        }
        start = -1;
      }
    }
    return spans;
  }

  private static boolean alike(List<int[]> spans) {
    int shortest = spans.stream().mapToInt(span -> span[1] - span[0]).min().orElse(0);
    int longest = spans.stream().mapToInt(span -> span[1] - span[0]).max().orElse(0);
    return longest <= UNLIKE * shortest;
  }
}
