package eddy.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** BLEU and chrF2 against sacreBLEU: the examples of its README and its tests, and what it says. */
class MetricsTest {
  private static final List<String> DOG =
      List.of("The dog bit the man.", "It wasn't surprising.", "The man had just bitten him.");

  private static final List<List<String>> DOG_REFERENCES =
      List.of(
          List.of("The dog bit the man.", "The dog had bit the man."),
          List.of("It was not unexpected.", "No one was surprised."),
          List.of("The man bit him first.", "The man had bitten the dog."));

  private static final List<String> CHINESE =
      List.of("我昨天在图书馆看了一本关于“人工智能”的书。", "他3.5岁，体重20-30kg……", "Tom说：OK，好的！");

  private static final List<List<String>> CHINESE_REFERENCES =
      List.of(
          List.of("昨天我在图书馆读了一本关于\"人工智能\"的书。", "我昨天在图书馆看一本人工智能的书。"),
          List.of("他3.5岁，体重20-30kg。", "他三岁半，体重20-30kg……"),
          List.of("汤姆说：“好的！”", "Tom说：OK，好！"));

  private static Bleu bleu(
      BleuTokenizer tokenizer, List<String> translations, List<List<String>> references) {
    Bleu bleu = new Bleu(tokenizer);
    for (int i = 0; i < translations.size(); i++) {
      bleu.add(translations.get(i), references.get(i));
    }
    return bleu;
  }

  private static double bleu(String translation, String reference) {
    return new Bleu(BleuTokenizer.WMT).add(translation, List.of(reference)).score();
  }

  private static double chrf(
      double beta, List<String> translations, List<List<String>> references) {
    Chrf chrf = new Chrf(beta);
    for (int i = 0; i < translations.size(); i++) {
      chrf.add(translations.get(i), references.get(i));
    }
    return chrf.score();
  }

  @Test
  void theExampleOfTheReadmeHasItsBleu() {
    Bleu bleu = bleu(BleuTokenizer.WMT, DOG, DOG_REFERENCES);
    assertThat(bleu.score()).isCloseTo(48.530827009929865, within(1e-9));
    assertThat(bleu.signature()).isEqualTo("nrefs:2|case:mixed|eff:no|tok:13a|smooth:exp");
  }

  @Test
  void theExampleOfTheReadmeHasItsChrf() {
    assertThat(chrf(2, DOG, DOG_REFERENCES)).isCloseTo(59.72751782684763, within(1e-9));
  }

  @Test
  void chineseIsCutIntoCharacters() {
    Bleu bleu = bleu(BleuTokenizer.CHINESE, CHINESE, CHINESE_REFERENCES);
    assertThat(bleu.score()).isCloseTo(77.69266252401643, within(1e-9));
    assertThat(bleu.signature()).isEqualTo("nrefs:2|case:mixed|eff:no|tok:zh|smooth:exp");
    assertThat(
            bleu(
                    BleuTokenizer.CHINESE,
                    CHINESE,
                    CHINESE_REFERENCES.stream().map(all -> all.subList(0, 1)).toList())
                .score())
        .isCloseTo(51.9116606394562, within(1e-9));
    assertThat(chrf(2, CHINESE, CHINESE_REFERENCES)).isCloseTo(73.67508023800026, within(1e-9));
    assertThat(String.join(" ", BleuTokenizer.CHINESE.words(CHINESE.get(1))))
        .isEqualTo("他 3.5 岁 ， 体 重 20 - 30kg … …");
    assertThat(BleuTokenizer.into("zh-Hans")).isEqualTo(BleuTokenizer.CHINESE);
    assertThat(BleuTokenizer.into("de")).isEqualTo(BleuTokenizer.WMT);
  }

  @Test
  void punctuationStandsAloneApartFromThatInsideNumbers() {
    String sentence =
        "Prices rose 3.5% to $1,234.50 (from 2-3%), he said &quot;well-known&quot; -- U.S.A.";
    assertThat(String.join(" ", BleuTokenizer.WMT.words(sentence)))
        .isEqualTo(
            "Prices rose 3.5 % to $ 1,234.50 ( from 2 - 3 % ) , he said \" well-known \" -- U . S ."
                + " A .");
    List<List<String>> references =
        List.of(
            List.of("Prices rose by 3.5% to $1,234.50 from 2-3%, he said \"well known\" - U.S.A."),
            List.of("b a d c f"),
            List.of("x z"));
    List<String> translations = List.of(sentence, "a b c d e", "x y");
    assertThat(bleu(BleuTokenizer.WMT, translations, references).score())
        .isCloseTo(49.39995449741074, within(1e-9));
    assertThat(chrf(2, translations, references)).isCloseTo(61.73567178936986, within(1e-9));
  }

  @Test
  void ordersWithoutAHitAreSmoothed() {
    assertThat(bleu("a b c d e", "b a d c f")).isCloseTo(15.106876986783844, within(1e-9));
  }

  @Test
  void whatHasNoHitOrNoFourWordsHasNoBleu() {
    assertThat(bleu("this is a cat", "okay thanks")).isZero();
    assertThat(bleu("", "okay")).isZero();
    assertThat(bleu("okay thanks", "okay thanks")).isZero();
    assertThat(bleu("this is a test", "this is a test")).isCloseTo(100, within(1e-9));
  }

  /** The cases of sacreBLEU's own tests, which weigh recall three times. */
  @Test
  void chrfOfShortTextsTakesTheOrdersThatThereAre() {
    assertThat(chrf(3, List.of("a b c"), List.of(List.of("abc")))).isCloseTo(100, within(1e-9));
    assertThat(chrf(3, List.of(""), List.of(List.of("c")))).isZero();
    assertThat(chrf(3, List.of("aa"), List.of(List.of("ab")))).isCloseTo(25, within(1e-9));
    assertThat(chrf(3, List.of("a", "b"), List.of(List.of("a"), List.of("c"))))
        .isCloseTo(50, within(1e-9));
  }

  @Test
  void aDifferentNumberOfReferencesShowsInTheSignature() {
    Bleu bleu = new Bleu(BleuTokenizer.WMT).add("a", List.of("a")).add("b", List.of("b", "c"));
    assertThat(bleu.signature()).startsWith("nrefs:var|");
  }

  @Test
  void figuresOfAllLengthsAndTheWorstSentences() {
    Scores scores =
        new Scores(
            List.of(
                new Item("eins", List.of("one", "1"), "1"),
                new Item("zwei drei vier fünf sechs sieben", List.of("2 3 4 5 6 7"), "2"),
                new Item("acht", List.of("eight"), "3")),
            List.of("1", "2 3 4 5 6 7", "xyz"),
            BleuTokenizer.WMT);
    assertThat(scores.metrics().get("sentence_error")).isCloseTo(1.0 / 3, within(1e-9));
    assertThat(scores.byLength().keySet()).containsExactly("1-5", "6-10");
    assertThat(scores.byLength().get("6-10").get("bleu")).isCloseTo(100, within(1e-9));
    assertThat(scores.worst().stream().map(Scores.Judged::line))
        .containsExactly("acht -> xyz (expected: eight)");
    assertThat(scores.evaluation("test", Map.of()).baselines())
        .containsOnlyKeys("copy of the source");
  }
}
