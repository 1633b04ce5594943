package eddy.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eddy.format.BadInput;
import eddy.translate.TranslateData.Languages;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TranslateDataTest {
  private static final Languages EN_DE = new Languages("en", "de");

  @TempDir Path folder;

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  @Test
  void parallelFilesAreFoundByTheirCommonNameOrOneOfThem() throws IOException {
    file("train.en", "a  dog\ntwo cats\n");
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(folder.resolve("train.de.gz")))) {
      out.write("ein Hund\nzwei Katzen\n".getBytes(StandardCharsets.UTF_8));
    }
    for (String name : List.of("train", "train.en")) {
      List<Pair> pairs = TranslateData.read(folder.resolve(name), EN_DE);
      assertThat(pairs).hasSize(2);
      assertThat(pairs.getFirst().source()).isEqualTo("a dog");
      assertThat(pairs.getLast().target()).isEqualTo("zwei Katzen");
      assertThat(pairs.getLast().place()).isEqualTo(folder.resolve("train.en") + ", line 2");
    }
  }

  @Test
  void severalTranslationsOfASentenceAreReferencesOfOneItem() throws IOException {
    Path data = file("data.tsv", "Hi.\t嗨。\tCC-BY\nHi.\t你好。\nRun!\t跑！\n");
    List<Item> items = TranslateData.items(data, new Languages("en", "zh"));
    assertThat(items).extracting(Item::source).containsExactly("Hi.", "Run!");
    assertThat(items.getFirst().references()).containsExactly("嗨。", "你好。");
  }

  @Test
  void partsFollowFromTheChecksumOfEachSentence() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 2000; i++) {
      text.append("w").append(i % 1000).append("\tx").append(i).append('\n');
    }
    Path data = file("data.tsv", text.toString());
    TranslateData.Parts parts = TranslateData.of(data).parts();
    assertThat(parts.train().size() / 2 + parts.validation().size() + parts.test().size())
        .isEqualTo(1000);
    assertThat(parts.test()).isNotEmpty().allMatch(item -> lot(item.source()) == 0);
    assertThat(parts.validation()).isNotEmpty().allMatch(item -> lot(item.source()) == 1);
    assertThat(parts.train()).noneMatch(pair -> lot(pair.source()) < 2);
    assertThat(parts.test()).allMatch(item -> item.references().size() == 2);
  }

  private static long lot(String source) {
    CRC32 sum = new CRC32();
    sum.update(source.getBytes(StandardCharsets.UTF_8));
    return sum.getValue() % 20;
  }

  @Test
  void filesOfUnequalLengthAreRefused() throws IOException {
    file("x.en", "a\nb\nc\n");
    file("x.de", "a\nb\n");
    assertThatThrownBy(() -> TranslateData.read(folder.resolve("x"), EN_DE))
        .isInstanceOf(BadInput.class)
        .hasMessage(
            folder.resolve("x.de")
                + ": expected 3 lines, as x.en has, but found 2. The same line of both belongs"
                + " together.");
  }

  @Test
  void emptyLinesAndMissingTranslationsAreRefusedWithTheirPlace() throws IOException {
    file("x.en", "a\n \nc\n");
    file("x.de", "a\nb\nc\n");
    assertThatThrownBy(() -> TranslateData.read(folder.resolve("x"), EN_DE))
        .hasMessageEndingWith(
            "x.en, line 2: expected a sentence but the line is empty."
                + " Remove it, and of parallel files the same line of both.");
    Path table = file("x.tsv", "a\tb\nc\n");
    assertThatThrownBy(() -> TranslateData.read(table, Languages.ANY))
        .hasMessageEndingWith(
            "x.tsv, line 2: expected a sentence, a tab and its translation but found \"c\".");
    assertThatThrownBy(() -> TranslateData.read(folder.resolve("y"), EN_DE))
        .hasMessageContaining("y.en: no such file");
  }

  @Test
  void aLineOfTenThousandWordsIsRefusedWithItsPlace() throws IOException {
    Path data = file("x.tsv", "a\tb\nc\td\n" + "word ".repeat(10_000) + "\te\n");
    TranslateOptions.Draft draft = new TranslateOptions.Draft();
    Path valid = file("valid.tsv", "a\tb\n");
    TranslateData source =
        new TranslateData(data, Optional.of(valid), Optional.empty(), Languages.ANY);
    assertThatThrownBy(() -> TranslateTraining.prepare(source, draft.options()))
        .isInstanceOf(BadInput.class)
        .hasMessage(
            data
                + ", line 3: expected a sentence of less than 2000 tokens but found 10000. Cut it"
                + " into sentences.");
  }

  @Test
  void sharesThatAreNoTwentiethsAreRefused() throws IOException {
    Path data = file("x.tsv", "a\tb\n");
    for (String split : List.of("91/5/4", "half")) {
      assertThatThrownBy(() ->
              new TranslateData(data, Optional.empty(), Optional.of(split), Languages.ANY).parts())
          .isInstanceOf(BadInput.class)
          .hasMessageContaining("in steps of 5, such as 90/5/5, but found \"" + split + "\"");
    }
  }
}
