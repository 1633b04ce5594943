package eddy.tag;

import eddy.text.Vocabulary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The baseline that knows no context: each word's most frequent tag, for unknown words the most
 * frequent of all, and the most frequent label.
 *
 * @param tags of each word of the vocabulary
 * @param label nothing where sentences have none
 */
record MostFrequentTag(List<String> tags, String label) {
  static final String FILE = "most-frequent.json";

  static MostFrequentTag of(List<Sentence> sentences, Vocabulary words) {
    List<Map<String, Integer>> counts = new ArrayList<>();
    words.tokens().forEach(_ -> counts.add(new TreeMap<>()));
    Map<String, Integer> all = new TreeMap<>();
    Map<String, Integer> labels = new TreeMap<>();
    for (Sentence sentence : sentences) {
      for (int i = 0; i < sentence.words().size(); i++) {
        String tag = sentence.tags().get(i);
        counts.get(words.id(TagCodec.normal(sentence.words().get(i)))).merge(tag, 1, Integer::sum);
        all.merge(tag, 1, Integer::sum);
      }
      sentence.label().ifPresent(label -> labels.merge(label, 1, Integer::sum));
    }
    counts.set(Vocabulary.UNKNOWN, all);
    String usual = mostFrequent(all, "");
    return new MostFrequentTag(
        counts.stream().map(count -> mostFrequent(count, usual)).toList(),
        mostFrequent(labels, ""));
  }

  /** The first of the most frequent ones in the order of their names. */
  private static String mostFrequent(Map<String, Integer> counts, String otherwise) {
    String best = otherwise;
    int most = 0;
    for (Map.Entry<String, Integer> entry : counts.entrySet()) {
      if (entry.getValue() > most) {
        most = entry.getValue();
        best = entry.getKey();
      }
    }
    return best;
  }

  Prediction predict(EncodedSentence sentence) {
    List<String> found = Arrays.stream(sentence.words()).mapToObj(tags::get).toList();
    return new Prediction(found, label.isEmpty() ? Optional.empty() : Optional.of(label));
  }
}
