package eddy.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eddy.format.BadInput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextCodecTest {
  @TempDir Path folder;

  @Test
  void theMostFrequentTokensComeFirstAndEquallyFrequentOnesSorted() {
    CodecLearner learner = new CodecLearner("whitespace").add("b c a b d c b").add("  e c a\t");
    assertThat(learner.learn(1, 100).vocabulary().tokens())
        .containsExactly("<unk>", "<eos>", "b", "c", "a", "d", "e");
    assertThat(learner.learn(2, 100).vocabulary().tokens()).endsWith("b", "c", "a");
    assertThat(learner.learn(1, 4).vocabulary().tokens()).endsWith("b", "c");
  }

  @Test
  void aTextThatMarksItsUnknownWordsKeepsThem() {
    TextCodec codec = new CodecLearner("whitespace").add("the <unk> of <unk>").learn(1, 100);
    assertThat(codec.vocabulary().size()).isEqualTo(4);
    assertThat(codec.encode("<unk> of it")).containsExactly(0, codec.vocabulary().id("of"), 0);
  }

  @Test
  void aWordThatLooksLikeTheEndOfALineIsAnUnknownOne() throws IOException {
    TextCodec codec = new CodecLearner("whitespace").add("a <eos> b").learn(1, 100);
    int a = codec.vocabulary().id("a");
    assertThat(codec.encode("a <eos> a")).containsExactly(a, Vocabulary.UNKNOWN, a);
    assertThat(ids(codec.encode(source("<eos>"))))
        .containsExactly(Vocabulary.UNKNOWN, Vocabulary.END);
  }

  @Test
  void eachLineEndsWithItsToken() throws IOException {
    TextSource source = source("a b\n\nc\u0085\"\ta\r\nb");
    TextCodec codec = new CodecLearner("character").add(source).learn(1, 100);
    Corpus corpus = codec.encode(source);
    assertThat(codec.decode(ids(corpus))).isEqualTo("a b\n\nc\u0085\"\ta\nb\n");
    assertThat(corpus.size()).isEqualTo(source.characters()).isEqualTo(13);
  }

  @ParameterizedTest
  @ValueSource(strings = {"word", "whitespace", "character", "subword"})
  void aCodecComesBackFromItsNameAndItsVocabulary(String name) {
    String text = "It's 1,5 \u6211\u7231 \ud83c\udf0a \\n it's it's";
    TextCodec codec = new CodecLearner(name).add(text).learn(1, 40);
    String written = codec.vocabulary().text();
    TextCodec back =
        TextCodec.of(codec.tokenizer().name(), Vocabulary.parse(written, Vocabulary.FILE));
    assertThat(codec.tokenizer().name()).isEqualTo(name);
    assertThat(back.encode(text)).isEqualTo(codec.encode(text)).doesNotContain(0, 1);
    assertThat(back.decode(back.encode(text))).isEqualTo(codec.decode(codec.encode(text)));
  }

  @Test
  void aCharacterIsACodePointAndNeverHalfAPair() {
    assertThat(new Characters().tokens("a\ud83c\udf0ae\u0301"))
        .containsExactly("a", "\ud83c\udf0a", "e", "\u0301");
  }

  @Test
  void idsBecomeTextOneAtATimeAsTheyDoAtOnce() {
    String text = "He said, \"no.\"\n\"Yes,\" (she) said.\n";
    CodecLearner learner = new CodecLearner("word");
    text.lines().forEach(learner::add);
    TextCodec codec = learner.learn(1, 100);
    List<Integer> ids = new ArrayList<>();
    text.lines()
        .forEach(line -> {
          for (int id : codec.encode(line)) {
            ids.add(id);
          }
          ids.add(Vocabulary.END);
        });
    Decoder decoder = codec.decoder();
    StringBuilder streamed = new StringBuilder();
    ids.forEach(id -> streamed.append(decoder.next(id)));
    assertThat(streamed.toString()).isEqualTo(text);
    assertThat(codec.decode(ids.stream().mapToInt(id -> id).toArray())).isEqualTo(text);
  }

  @Test
  void aWordIsWholeBeforeABlankAndAChineseCharacterAtOnce() {
    Tokenizer characters = new Characters();
    assertThat(characters.whole("well, o ve")).isEqualTo(8);
    assertThat(characters.whole("well")).isZero();
    assertThat(characters.whole("\u6211\u7231 Eddy\u6c34")).isEqualTo(8);
    assertThat(characters.whole("\u6211\u7231Ed")).isEqualTo(2);
    assertThat(characters.whole("\ud840\udc00\ud83c\udf0a")).isEqualTo(2);
    assertThat(new Words().whole("over")).isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"word", "whitespace", "character", "subword"})
  void aLongLineGivesTheTokensOfItsPieces(String name) throws IOException {
    String line = "over and over, again  and again \u6c34 ".repeat(10_000);
    TextSource source = source(line);
    TextCodec codec = new CodecLearner(name).add("over and over, again  and \u6c34 ").learn(1, 30);
    int[] ids = codec.encode(line);
    Corpus corpus = codec.encode(source);
    assertThat(ids(corpus)).startsWith(ids).hasSize(ids.length + 1);
  }

  @Test
  void partsOfAFileHoldEachLineOnce() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 1000; i++) {
      text.append("line ").append(i).append("\n".repeat(1 + i % 2));
    }
    Path path = Files.writeString(folder.resolve("text.txt"), text.toString());
    List<TextSource> parts = TextSource.split(path, StandardCharsets.UTF_8, 80, 10, 10);
    StringBuilder joined = new StringBuilder();
    List<Long> sizes = new ArrayList<>();
    for (TextSource part : parts) {
      part.read((piece, endsLine) -> joined.append(piece).append(endsLine ? "\n" : ""));
      sizes.add(part.characters());
    }
    assertThat(joined.toString()).isEqualTo(text.toString());
    assertThat(sizes.get(0)).isBetween(text.length() * 8L / 10, text.length() * 8L / 10 + 10);
    assertThat(sizes.get(1)).isBetween(text.length() / 10 - 10L, text.length() / 10 + 10L);
  }

  @Test
  void anUnknownTokenizerIsRefused() {
    assertThatThrownBy(() -> new CodecLearner("syllable"))
        .isInstanceOf(BadInput.class)
        .hasMessage(
            "--tokens: expected one of word, whitespace, character, subword but found"
                + " \"syllable\".");
  }

  private static int[] ids(Corpus corpus) {
    return LongStream.range(0, corpus.size()).mapToInt(corpus::get).toArray();
  }

  private TextSource source(String text) throws IOException {
    Path path = Files.writeString(folder.resolve("text.txt"), text);
    return TextSource.of(path, StandardCharsets.UTF_8);
  }
}
