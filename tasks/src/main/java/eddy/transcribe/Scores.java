package eddy.transcribe;

import eddy.sound.Wav;
import eddy.task.Evaluation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a recognizer made of some recordings.
 *
 * @param items one for each
 * @param seconds that the recordings last
 * @param work seconds that it took
 */
record Scores(List<Item> items, double seconds, double work) {
  private static final int WORST = 5;

  /**
   * What became of one recording.
   *
   * @param passages what was heard in it
   */
  record Item(Utterance utterance, List<Passage> passages) {
    /** The transcript that was made. */
    String heard() {
      return passages.stream().map(Passage::text).collect(Collectors.joining(" ")).strip();
    }

    ErrorCounts words() {
      return ErrorCounts.ofWords(utterance.text(), heard());
    }

    ErrorCounts characters() {
      return ErrorCounts.ofCharacters(utterance.text(), heard());
    }
  }

  static Scores of(Recognition recognition, List<Utterance> utterances) {
    List<Item> items = new ArrayList<>();
    double seconds = 0;
    long start = System.nanoTime();
    for (Utterance each : utterances) {
      List<Passage> passages = new ArrayList<>();
      try (Wav wav = Wav.open(each.audio())) {
        recognition.transcribe(wav, passages::add);
      }
      seconds += passages.getLast().to();
      items.add(new Item(each, passages));
    }
    return new Scores(items, seconds, (System.nanoTime() - start) * 1e-9);
  }

  /** The recordings with most wrong words, and of these the most wrong characters, first. */
  List<Item> worst() {
    return items.stream()
        .filter(item -> item.characters().errors() > 0)
        .sorted(
            Comparator.comparingDouble((Item item) -> item.words().rate())
                .thenComparingDouble(item -> item.characters().rate())
                .reversed())
        .limit(WORST)
        .toList();
  }

  Evaluation evaluation(String part, TranscribeConfig config, Map<String, String> files) {
    List<Passage> commonest = List.of(new Passage(0, 0, config.commonest(), List.of()));
    SequencedMap<String, SortedMap<String, Double>> baselines = new LinkedHashMap<>();
    baselines.put(
        "commonest",
        metrics(items.stream().map(item -> new Item(item.utterance(), commonest)).toList()));
    List<String> worst =
        worst().stream()
            .map(item ->
                String.format(
                    Locale.ROOT,
                    "%s: said \"%s\", heard \"%s\" (WER %.2f)",
                    item.utterance().audio().getFileName(),
                    item.utterance().text(),
                    item.heard(),
                    item.words().rate()))
            .toList();
    return new Evaluation(part, items.size(), 0, metrics(items), baselines, files, tables(), worst);
  }

  /** What a clock says differs from run to run, so it is kept apart from the metrics. */
  private SequencedMap<String, SequencedMap<String, SequencedMap<String, Double>>> tables() {
    SequencedMap<String, Double> speed = new LinkedHashMap<>();
    speed.put("seconds_of_sound", seconds);
    speed.put("seconds_of_work", work);
    speed.put("real_time_factor", seconds == 0 ? 0 : work / seconds);
    SequencedMap<String, SequencedMap<String, Double>> rows = new LinkedHashMap<>();
    rows.put("all recordings", speed);
    SequencedMap<String, SequencedMap<String, SequencedMap<String, Double>>> tables =
        new LinkedHashMap<>();
    tables.put("speed", rows);
    return tables;
  }

  private static SortedMap<String, Double> metrics(List<Item> items) {
    ErrorCounts words = ErrorCounts.NONE;
    ErrorCounts characters = ErrorCounts.NONE;
    long right = 0;
    for (Item item : items) {
      words = words.plus(item.words());
      characters = characters.plus(item.characters());
      right += item.characters().errors() == 0 ? 1 : 0;
    }
    SortedMap<String, Double> metrics = new TreeMap<>();
    metrics.put("wer", words.rate());
    metrics.put("cer", characters.rate());
    metrics.put("accuracy", (double) right / items.size());
    metrics.put("words", (double) words.length());
    metrics.put("substitutions", (double) words.substitutions());
    metrics.put("deletions", (double) words.deletions());
    metrics.put("insertions", (double) words.insertions());
    return metrics;
  }
}
