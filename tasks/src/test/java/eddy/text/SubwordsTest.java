package eddy.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SubwordsTest {
  /**
   * The example of the paper without its end-of-word signs, worked by hand. Characters by
   * frequency: e 17, w 16, s 9, t 9, l 7, o 7, n 6, d 3, i 3, r 2. Pairs: (e s) and (s t) 9, e
   * being the earlier; (es t) 9; (l o) and (o w) 7; (lo w) 7; (e w), (n e), (w est) 6; (n ew) and
   * (ew est) 6; (new est) 6.
   */
  @Test
  void theExampleOfThePaperComesOutAsByHand() {
    TokenCounts words = new TokenCounts();
    Map.of("low", 5, "lower", 2, "newest", 6, "widest", 3).forEach(words::add);
    assertThat(BytePairs.learn(words, 1, 17))
        .containsExactly(
            "e", "w", "s", "t", "l", "o", "n", "d", "i", "r", "es", "est", "lo", "low", "ew", "new",
            "newest");
  }

  @Test
  void countingOnlyWhatChangesGivesWhatCountingAllPairsAnewGives() {
    for (int seed = 0; seed < 40; seed++) {
      Random random = new Random(seed);
      TokenCounts words = new TokenCounts();
      Map<String, Integer> same = new TreeMap<>();
      for (int n = 0; n < 60; n++) {
        StringBuilder word = new StringBuilder();
        for (int length = 1 + random.nextInt(9); length > 0; length--) {
          word.append(
              "aaab\ud83c\udf0a".codePoints().skip(random.nextInt(5)).findFirst().getAsInt());
        }
        int count = 1 + random.nextInt(4);
        words.add(word.toString(), count);
        same.merge(word.toString(), count, Integer::sum);
      }
      assertThat(BytePairs.learn(words, 2, 60)).isEqualTo(recounting(same, 2, 60));
    }
  }

  @Test
  void theEarlierMergeComesFirst() {
    assertThat(subwords("a", "b", "c", "bc", "ab").tokens("abcab"))
        .containsExactly("a", "bc", "ab");
    assertThat(subwords("a", "b", "c", "ab", "bc").tokens("abcab"))
        .containsExactly("ab", "c", "ab");
    assertThat(subwords("a", "aa").tokens("aaaaa")).containsExactly("aa", "aa", "a");
  }

  @Test
  void wordsTakeTheBlankBeforeThemAndEndWhereTheKindOfSignChanges() {
    assertThat(Subwords.words("It's  so 'nice' in 2024:\t12%!  "))
        .containsExactly(
            "It's", " ", " so", " 'nice", "'", " in", " 2024", ":", "\t", "12", "%!", "  ");
    assertThat(Subwords.words("\u6211\u7231\u5317\u4eac\uff0c\u624b\u673a"))
        .containsExactly("\u6211\u7231\u5317\u4eac", "\uff0c", "\u624b\u673a");
  }

  @Test
  void aRunWithoutBlanksIsCutSoThatItTakesNoLonger() {
    String text = "ab".repeat(100_000);
    assertThat(Subwords.words(text)).allMatch(word -> word.length() <= 64);
    assertThat(String.join("", subwords("a", "b", "ab").tokens(text))).isEqualTo(text);
  }

  @Test
  void aTextComesBackAsItWas() {
    Random random = new Random(1);
    String signs =
        "aab  \t\u00a0\u3000.'\u2019-1\u6211\u30fc\ud83c\udf0ae\u0301\ud83d\udc4d\ud83c\udffd\r";
    int[] points = signs.codePoints().toArray();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      text.appendCodePoint(points[random.nextInt(points.length)]);
    }
    TextCodec codec = new CodecLearner("subword").add(text.toString()).learn(1, 300);
    assertThat(codec.vocabulary().size()).isEqualTo(300);
    int[] ids = codec.encode(text.toString());
    assertThat(ids).hasSizeLessThan(15_000);
    assertThat(codec.decode(ids)).isEqualTo(text.toString());
  }

  @Test
  void anUnseenCharacterIsUnknownAndMergesWithNothing() {
    TextCodec codec = new CodecLearner("subword").add("abab abab").learn(1, 10);
    assertThat(codec.decode(codec.encode("abx\ud83c\udf0aab"))).isEqualTo("ab<unk><unk>ab");
  }

  @Test
  void noMergeMakesASpecialToken() {
    TextCodec codec = new CodecLearner("subword").add("<eos> <unk> ".repeat(9)).learn(1, 100);
    assertThat(codec.encode("<eos><unk>")).doesNotContain(Vocabulary.UNKNOWN, Vocabulary.END);
  }

  @Test
  void onceWordsFillTheMemoryOnlyCharactersStillCount() {
    CodecLearner learner = new CodecLearner("subword");
    Random random = new Random(1);
    for (int n = 0; n < (1 << 23) / 64; n++) {
      StringBuilder word = new StringBuilder();
      for (int i = 0; i < 64; i++) {
        word.append((char) ('a' + random.nextInt(3)));
      }
      learner.add(word.toString());
    }
    learner.add("\u00e9\u00e9 ".repeat(2_000_000));
    assertThat(learner.learn(1, 8).vocabulary().tokens())
        .contains("\u00e9")
        .doesNotContain("\u00e9\u00e9");
  }

  private static Subwords subwords(String... tokens) {
    return new Subwords(Vocabulary.of(List.of(tokens)));
  }

  /** Byte-pair encoding as the definition says, with every pair counted anew for every merge. */
  private static List<String> recounting(Map<String, Integer> counts, int minCount, int size) {
    TokenCounts characters = new TokenCounts();
    counts.forEach((word, n) -> new Characters().tokens(word).forEach(c -> characters.add(c, n)));
    List<String> tokens = new ArrayList<>(characters.ranked(minCount, size));
    Map<List<String>, Integer> words = new HashMap<>();
    counts.forEach((word, n) -> words.put(new Characters().tokens(word), n));
    while (tokens.size() < size) {
      Map<List<String>, Integer> pairs = new HashMap<>();
      words.forEach((word, n) -> {
        for (int i = 0; i + 1 < word.size(); i++) {
          pairs.merge(List.copyOf(word.subList(i, i + 2)), n, Integer::sum);
        }
      });
      pairs.keySet().removeIf(pair -> !tokens.containsAll(pair));
      int most = pairs.values().stream().mapToInt(n -> n).max().orElse(0);
      if (most < minCount) {
        break;
      }
      List<String> best = null;
      for (String left : tokens) {
        for (String right : tokens) {
          if (best == null && pairs.getOrDefault(List.of(left, right), 0) == most) {
            best = List.of(left, right);
          }
        }
      }
      String merged = String.join("", best);
      if (!tokens.contains(merged)) {
        tokens.add(merged);
      }
      Map<List<String>, Integer> before = Map.copyOf(words);
      words.clear();
      for (Map.Entry<List<String>, Integer> entry : before.entrySet()) {
        List<String> word = new ArrayList<>(entry.getKey());
        for (int i = 0; i + 1 < word.size(); i++) {
          if (word.subList(i, i + 2).equals(best)) {
            word.set(i, merged);
            word.remove(i + 1);
          }
        }
        words.merge(word, entry.getValue(), Integer::sum);
      }
    }
    return tokens;
  }
}
