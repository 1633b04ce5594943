package eddy.tag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eddy.format.BadInput;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TagReaderTest {
  @TempDir Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("file.txt"), text);
  }

  private static TagFormat format(int text, int tags, Integer... features) {
    return new TagFormat(text, tags, List.of(features), false, false, "UTF-8");
  }

  private static List<Sentence> read(TagFormat format, Path path) {
    return new TagReader(format).read(path);
  }

  @Test
  void columnsStandBetweenBlanksOrTabsAndEmptyLinesBetweenSentences() throws IOException {
    Path file = file("\nHe PRP B-NP\nfell  VBD B-VP \n\n\n#  NN O\n");
    List<Sentence> sentences = read(format(1, 0, 2), file);
    assertThat(sentences).hasSize(2);
    assertThat(sentences.get(0).words()).containsExactly("He", "fell");
    assertThat(sentences.get(0).features()).containsExactly(List.of("PRP"), List.of("VBD"));
    assertThat(sentences.get(0).tags()).containsExactly("B-NP", "B-VP");
    assertThat(sentences.get(0).lines()).containsExactly(2L, 3L);
    assertThat(sentences.get(1).words()).containsExactly("#");
    Path tabs = file("ice cream\t\tB\nx\ty\tO\n");
    assertThat(read(format(1, 0), tabs).getFirst().words()).containsExactly("ice cream", "x");
  }

  @Test
  void commentsAndTokensOfSeveralWordsOfConlluAreNoWords() throws IOException {
    Path file =
        file(
            "# text = vámonos\n1-2\tvámonos\t_\n1\tvamos\tVERB\n2\tnos\tPRON\n2.1\tx\t_\n#\t#\tSYM\n");
    List<Sentence> sentences = read(format(2, 3), file);
    assertThat(sentences).hasSize(1);
    assertThat(sentences.getFirst().words()).containsExactly("vamos", "nos", "#");
    assertThat(sentences.getFirst().tags()).containsExactly("VERB", "PRON", "SYM");
  }

  @Test
  void parallelFilesAgreeLineByLine() throws IOException {
    Files.writeString(folder.resolve("seq.in"), "play jazz \nstop\n");
    Files.writeString(folder.resolve("seq.out"), "O B-genre\nO\n");
    assertThat(read(TagFormat.columns(), folder).getFirst().label()).isEmpty();
    Files.writeString(folder.resolve("label"), "Play\nStop\n");
    List<Sentence> sentences = read(TagFormat.columns(), folder);
    assertThat(sentences.get(0).words()).containsExactly("play", "jazz");
    assertThat(sentences.get(0).tags()).containsExactly("O", "B-genre");
    assertThat(sentences.get(1).label()).contains("Stop");
    assertThat(sentences.get(1).lines()).containsExactly(2L);
  }

  @Test
  void wordsAreCutIntoTaggedCharacters() throws IOException {
    TagFormat lines = new TagFormat(0, 0, List.of(), true, false, "UTF-8");
    Sentence sentence = read(lines, file("我 喜欢  𠮷野家\n")).getFirst();
    assertThat(sentence.words()).containsExactly("我", "喜", "欢", "𠮷", "野", "家");
    assertThat(sentence.tags()).containsExactly("S", "B", "E", "B", "M", "E");
    assertThat(Segmenter.words(sentence.words(), sentence.tags()))
        .containsExactly("我", "喜欢", "𠮷野家");
    TagFormat columns = new TagFormat(2, 0, List.of(), true, false, "UTF-8");
    assertThat(read(columns, file("1\t我\n2\t喜欢\n")).getFirst().tags())
        .containsExactly("S", "B", "E");
  }

  @Test
  void anotherEncodingIsReadWhereItIsNamed() throws IOException {
    Path file = Files.write(folder.resolve("gb.txt"), "汉\tO\n".getBytes("GB18030"));
    TagFormat format = new TagFormat(1, 0, List.of(), false, false, "GB18030");
    assertThat(read(format, file).getFirst().words()).containsExactly("汉");
    assertThatThrownBy(() -> read(TagFormat.columns(), file))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining(file + ", line 1")
        .hasMessageContaining("--encoding");
    assertThatThrownBy(() -> new TagFormat(1, 0, List.of(), false, false, "UTF-9"))
        .hasMessageContaining("--encoding: expected an encoding");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a X O/b O | line 2: expected 3 columns, as in line 1, but found 2.",
        "a/b | line 1: expected a column of tags beside the words but found 1 column.",
        "/ | expected sentences but the file holds none.",
      })
  void aMistakeIsNamedWithItsLine(String text, String message) throws IOException {
    Path file = file(text.replace('/', '\n'));
    assertThatThrownBy(() -> read(TagFormat.columns(), file))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageEndingWith(message);
  }

  @Test
  void emptyCellsAndMissingColumnsAreNamed() throws IOException {
    Path file = file("a\tO\n\tO\n");
    assertThatThrownBy(() -> read(TagFormat.columns(), file))
        .hasMessage(file + ", line 2: the word is empty.");
    Path tag = file("a\tO\nb\t\n");
    assertThatThrownBy(() -> read(TagFormat.columns(), tag))
        .hasMessage(file + ", line 2: the tag is empty.");
    assertThatThrownBy(() -> read(format(1, 2, 3), tag))
        .hasMessage(file + ", line 1: --features is column 3 but the line has 2.");
    assertThatThrownBy(() -> format(0, 1)).hasMessageContaining("--text: expected a column");
  }

  @Test
  void parallelFilesThatDoNotAgreeAreNamed() throws IOException {
    assertThatThrownBy(() -> read(TagFormat.columns(), folder))
        .hasMessage(
            folder
                + ": expected the files seq.in, seq.out and perhaps label, one sentence a line, but"
                + " seq.in is missing.");
    Path words = Files.writeString(folder.resolve("seq.in"), "a b\n\nc\n");
    Path tags = Files.writeString(folder.resolve("seq.out"), "O\n\nO\n");
    assertThatThrownBy(() -> read(TagFormat.columns(), folder))
        .hasMessage(
            tags + ", line 1: expected a tag for each of the 2 words in seq.in but found 1.");
    Files.writeString(tags, "O O\n\nO\n");
    assertThatThrownBy(() -> read(TagFormat.columns(), folder))
        .hasMessage(words + ", line 2: the text is empty.");
    Files.writeString(tags, "O O\nO\n");
    assertThatThrownBy(() -> read(TagFormat.columns(), folder))
        .hasMessage(tags + ", line 3: expected 3 lines, as in seq.in, but found 2.");
    Files.writeString(words, "a b\nc\n");
    Path labels = Files.writeString(folder.resolve("label"), "X\n\n");
    assertThatThrownBy(() -> read(TagFormat.columns(), folder))
        .hasMessage(labels + ", line 2: the label is empty.");
  }

  @Test
  void sentencesWithoutTagsAreReadInColumnsOrLines() {
    byte[] columns = "He PRP\nfell VBD\n".getBytes(StandardCharsets.UTF_8);
    Sentence one =
        new TagReader(format(1, 3, 2))
            .untagged(new ByteArrayInputStream(columns), "input", true)
            .getFirst();
    assertThat(one.features()).containsExactly(List.of("PRP"), List.of("VBD"));
    assertThat(one.tags()).isEmpty();
    byte[] lines = "He fell\n\nSo\n".getBytes(StandardCharsets.UTF_8);
    List<Sentence> all =
        new TagReader(TagFormat.columns())
            .untagged(new ByteArrayInputStream(lines), "input", false);
    assertThat(all)
        .extracting(Sentence::words)
        .containsExactly(List.of("He", "fell"), List.of("So"));
    assertThat(all).extracting(Sentence::label).containsOnly(Optional.empty());
  }
}
