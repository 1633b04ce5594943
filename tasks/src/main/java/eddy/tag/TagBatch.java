package eddy.tag;

import eddy.data.PaddedIds;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Some sentences side by side.
 *
 * @param words [B * T], filled up with unknown words
 * @param spelt the characters of each different word once
 * @param spelling which of them each word is, [B * T]
 * @param features as words, for each column
 * @param tags [B * T], none where they are not known
 * @param labels [B], -1 where there is none
 */
record TagBatch(
    PaddedIds words,
    PaddedIds spelt,
    int[] spelling,
    List<PaddedIds> features,
    PaddedIds tags,
    int[] labels) {

  static TagBatch of(List<EncodedSentence> sentences) {
    PaddedIds words = PaddedIds.of(sentences.stream().map(EncodedSentence::words).toList(), 0);
    Map<String, Integer> numbers = new LinkedHashMap<>();
    List<int[]> spelt = new ArrayList<>();
    int[] spelling = new int[words.ids().length];
    for (int b = 0; b < sentences.size(); b++) {
      EncodedSentence sentence = sentences.get(b);
      for (int t = 0; t < sentence.length(); t++) {
        int number = numbers.computeIfAbsent(sentence.spellings().get(t), _ -> numbers.size());
        if (number == spelt.size()) {
          spelt.add(sentence.characters()[t]);
        }
        spelling[b * words.time() + t] = number;
      }
    }
    List<PaddedIds> features = new ArrayList<>();
    for (int f = 0; f < sentences.getFirst().features().length; f++) {
      int column = f;
      features.add(PaddedIds.of(sentences.stream().map(s -> s.features()[column]).toList(), 0));
    }
    return new TagBatch(
        words,
        PaddedIds.of(spelt, 0),
        spelling,
        features,
        PaddedIds.of(sentences.stream().map(EncodedSentence::tags).toList(), -1),
        sentences.stream().mapToInt(EncodedSentence::label).toArray());
  }
}
