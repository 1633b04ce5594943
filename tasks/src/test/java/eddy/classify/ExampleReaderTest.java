package eddy.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eddy.format.BadInput;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExampleReaderTest {
  private static final ExampleFormat STANDARD = new ExampleFormat();
  private static final ExampleFormat SEVERAL =
      new ExampleFormat("text", "label", true, "|", "UTF-8");
  private static final ExampleFormat NUMBERED = new ExampleFormat("3", "1", false, "", "UTF-8");

  @TempDir Path folder;

  private List<Example> read(ExampleFormat format, String name, String content) throws IOException {
    return new ExampleReader(format).labelled(Files.writeString(folder.resolve(name), content));
  }

  private Example example(String label, String text, String place) {
    return new Example(text, List.of(label), folder.resolve(place).toString());
  }

  private void refused(ExampleFormat format, String name, String content, String message) {
    assertThatThrownBy(() -> read(format, name, content))
        .isInstanceOf(BadInput.class)
        .hasMessage(folder.resolve(name) + message);
  }

  @Test
  void linesHaveALabelAndAText() throws IOException {
    assertThat(read(STANDARD, "a.txt", "\uFEFF1 good  film\r\n0\tbad\n"))
        .containsExactly(
            example("1", "good  film", "a.txt, line 1"), example("0", "bad", "a.txt, line 2"));
    refused(
        STANDARD,
        "b.txt",
        "1 good\n0\n",
        ", line 2: expected a label, a blank and a text but found \"0\"."
            + " Tables are recognized by their name: .csv, .tsv or .jsonl.");
  }

  @Test
  void commasSeparateQuotedColumnsByName() throws IOException {
    assertThat(read(STANDARD, "a.csv", "label,id,text\nx,1,\"a, \"\"b\"\"\nc\"\ny,2,d\n"))
        .containsExactly(
            example("x", "a, \"b\"\nc", "a.csv, line 2"), example("y", "d", "a.csv, line 4"));
    refused(
        STANDARD,
        "b.csv",
        "label,text\nx,a\ny\n",
        ", line 3: expected 2 fields as in the header but found 1.");
    refused(
        STANDARD,
        "c.csv",
        "label,review\nx,a\n",
        ": there is no column \"text\". There are: label, review.");
  }

  @Test
  void columnsHaveNumbersWhereThereIsNoHeader() throws IOException {
    assertThat(read(NUMBERED, "a.csv", "x,1,a\ny,2,b\n"))
        .containsExactly(example("x", "a", "a.csv, line 1"), example("y", "b", "a.csv, line 2"));
    refused(
        NUMBERED,
        "b.csv",
        "x,1,a\ny,2\n",
        ", line 2: expected 3 fields as in the first row but found 2.");
    assertThatThrownBy(() -> new ExampleFormat("text", "1", false, "", "UTF-8"))
        .hasMessage("--text: expected the number of a column without a header but found text.");
  }

  @Test
  void tabsEndFieldsAndTheLastOneTakesTheRest() throws IOException {
    assertThat(read(NUMBERED, "a.tsv", "x\t1\t\"a\ny\t2\tb\tc\"\n"))
        .containsExactly(
            example("x", "\"a", "a.tsv, line 1"), example("y", "b\tc\"", "a.tsv, line 2"));
    assertThat(read(STANDARD, "b.tsv", "text\tlabel\na\tx\n"))
        .containsExactly(example("x", "a", "b.tsv, line 2"));
    refused(
        NUMBERED,
        "c.tsv",
        "x\t1\ta\ny\t2\n",
        ", line 2: expected 3 fields as in the first line but found 2.");
    refused(
        STANDARD,
        "d.tsv",
        "review\tlabel\na\tx\n",
        ": there is no column \"text\". There are: review, label.");
  }

  @Test
  void objectsHaveEntries() throws IOException {
    assertThat(read(STANDARD, "a.jsonl", "{\"text\": \"a\", \"label\": 3, \"id\": null}\n"))
        .containsExactly(example("3", "a", "a.jsonl, line 1"));
    refused(
        STANDARD,
        "b.jsonl",
        "{\"text\": \n",
        ", line 1: expected a JSON object but found \"{\"text\": \".");
    refused(
        STANDARD,
        "c.jsonl",
        "{\"label\": \"x\"}\n",
        ", line 1: expected an entry \"text\" with a text but found none in"
            + " \"{\"label\":\"x\"}\".");
    refused(
        STANDARD,
        "d.jsonl",
        "{\"text\": \"a\", \"label\": [\"x\"]}\n",
        ", line 1: expected an entry \"label\" with a label but found \"[\"x\"]\"."
            + " Texts with several labels need --several.");
  }

  @Test
  void aTextMayHaveSeveralLabelsOrNone() throws IOException {
    assertThat(read(SEVERAL, "a.csv", "label,text\nx|y,a\n,b\n"))
        .extracting(Example::labels)
        .containsExactly(List.of("x", "y"), List.of());
    assertThat(read(SEVERAL, "a.jsonl", "{\"text\": \"a\", \"label\": [\"x\", \"y\"]}\n"))
        .extracting(Example::labels)
        .containsExactly(List.of("x", "y"));
    refused(STANDARD, "b.csv", "label,text\n,b\n", ", line 2: expected a label but it is empty.");
  }

  @Test
  void anEmptyTextIsRefused() {
    refused(
        STANDARD, "a.csv", "label,text\nx,a\ny,\n", ", line 3: expected a text but it is empty.");
  }

  @Test
  void aFolderHasAFolderForEachLabel() throws IOException {
    Path neg = Files.createDirectories(folder.resolve("data/neg"));
    Path pos = Files.createDirectories(folder.resolve("data/pos"));
    Files.writeString(pos.resolve("1.txt"), "good\nfilm");
    Files.writeString(neg.resolve("2.txt"), "bad");
    assertThat(new ExampleReader(STANDARD).labelled(folder.resolve("data")))
        .containsExactly(
            example("neg", "bad", "data/neg/2.txt"),
            example("pos", "good\nfilm", "data/pos/1.txt"));
    Files.writeString(folder.resolve("data/x.txt"), "a");
    assertThatThrownBy(() -> new ExampleReader(STANDARD).labelled(folder.resolve("data")))
        .hasMessageEndingWith(
            "data: expected a folder for each label, or a file for each, but found both.");
  }

  @Test
  void aFolderHasAFileForEachLabel() throws IOException {
    Path data = Files.createDirectories(folder.resolve("data"));
    Files.writeString(data.resolve("Czech.txt"), "Abl\nAdsit\n");
    Files.writeString(data.resolve("Arabic.txt"), "Khoury\n");
    assertThat(new ExampleReader(STANDARD).labelled(data))
        .containsExactly(
            example("Arabic", "Khoury", "data/Arabic.txt, line 1"),
            example("Czech", "Abl", "data/Czech.txt, line 1"),
            example("Czech", "Adsit", "data/Czech.txt, line 2"));
  }

  @Test
  void otherEncodingsAreNamed() throws IOException {
    Charset chinese = Charset.forName("GB18030");
    Path file = folder.resolve("a.csv");
    Files.write(file, "label,text\n1,房间很好\n".getBytes(chinese));
    ExampleFormat format = new ExampleFormat("text", "label", true, "", "GB18030");
    assertThat(new ExampleReader(format).labelled(file))
        .containsExactly(example("1", "房间很好", "a.csv, line 2"));
    assertThatThrownBy(() -> new ExampleReader(STANDARD).labelled(file))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("a.csv")
        .hasMessageContaining("line 2")
        .hasMessageContaining("--encoding");
    assertThatThrownBy(() -> new ExampleFormat("text", "label", true, "", "Klingon"))
        .hasMessageStartingWith("--encoding: expected an encoding such as UTF-8");
  }

  @Test
  void textsWithoutLabelsAreLinesOrTheirColumn() {
    ExampleReader reader = new ExampleReader(STANDARD);
    byte[] lines = "a b\nc\n".getBytes(StandardCharsets.UTF_8);
    assertThat(reader.texts(new ByteArrayInputStream(lines), "input"))
        .extracting(Example::text)
        .containsExactly("a b", "c");
    byte[] table = "id,text\n1,a\n".getBytes(StandardCharsets.UTF_8);
    assertThat(reader.texts(new ByteArrayInputStream(table), "input.csv"))
        .extracting(Example::text)
        .containsExactly("a");
    byte[] gap = "a\n\nb\n".getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> reader.texts(new ByteArrayInputStream(gap), "input"))
        .hasMessage("input, line 2: expected a text but it is empty.");
  }
}
