package eddy.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eddy.format.BadInput;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableTest {
  @TempDir Path folder;

  private static Table table(String text) {
    return Table.read(new BufferedReader(new StringReader(text)), "data.csv");
  }

  private static void refused(String text, String message) {
    assertThatThrownBy(() -> table(text)).isInstanceOf(BadInput.class).hasMessage(message);
  }

  @Test
  void columnsAreFoundByNameAndCellsKeepTheirText() {
    Table table = table("day,temp,note\n1,2.5,\"wind, rain\"\n2,-1e1, x \n");

    assertThat(table.columns()).containsExactly("day", "temp", "note");
    assertThat(table.rows()).isEqualTo(2);
    assertThat(table.numbers("temp")).containsExactly(2.5, -10);
    assertThat(table.text("note")).containsExactly("wind, rain", " x ");
  }

  @Test
  void missingCellsAreNaN() {
    Table table = table("a,b\n1,x\n,x\nNA,x\nnan,x\nNULL,x\n?,x\nn/a,x\n 2 ,x\n");

    double nan = Double.NaN;
    assertThat(table.numbers("a")).containsExactly(1, nan, nan, nan, nan, nan, nan, 2);
  }

  @Test
  void anEmptyLineIsAMissingCellInATableOfOneColumn() {
    assertThat(table("a\n1\n\n3\n\n\n").numbers("a")).containsExactly(1, Double.NaN, 3);
  }

  @Test
  void anEmptyLineIsPassedOverInAWiderTable() {
    Table table = table("a,b\n1,2\n\n3,4\n\n");

    assertThat(table.numbers("b")).containsExactly(2, 4);
    assertThat(table.line(1)).isEqualTo(4);
  }

  @Test
  void textInANumberColumnIsRefusedWithItsPlace() {
    Table table = table("a,b\n1,2\n3,warm\n");

    assertThat(table.numbers("a")).containsExactly(1, 3);
    assertThatThrownBy(() -> table.numbers("b"))
        .isInstanceOf(BadInput.class)
        .hasMessage("data.csv, line 3, column \"b\": expected a number but found \"warm\".");
  }

  @Test
  void whatJavaCallsNumbersButTablesDoNotIsRefused() {
    for (String cell : new String[] {"1d", "0x1p3", "Infinity", "-inf", "1_000", "1 2", "-", "e"}) {
      assertThatThrownBy(() -> table("a,b\n" + cell + ",0\n").numbers("a"))
          .as(cell)
          .isInstanceOf(BadInput.class)
          .hasMessageContaining("expected a number but found \"" + cell + "\"");
    }
  }

  @Test
  void numbersBeyondTheRangeOfAFloatAreRefused() {
    assertThat(table("a,b\n3.4e38,0\n").numbers("a")).containsExactly(3.4e38);
    for (String cell : new String[] {"1e999", "-1e39"}) {
      assertThatThrownBy(() -> table("a,b\n" + cell + ",0\n").numbers("a"))
          .isInstanceOf(BadInput.class)
          .hasMessage(
              "data.csv, line 2, column \"a\": expected a number between -3.4e38 and 3.4e38 but"
                  + " found \""
                  + cell
                  + "\".");
    }
  }

  @Test
  void anUnknownColumnIsRefusedWithThoseThatThereAre() {
    assertThatThrownBy(() -> table("a,b\n1,2\n").numbers("c"))
        .isInstanceOf(BadInput.class)
        .hasMessage("data.csv: there is no column \"c\". There are: a, b.");
  }

  @Test
  void aRaggedRowIsRefusedWithItsLineNumber() {
    refused("a,b\n1,2\n3\n", "data.csv, line 3: expected 2 fields as in the header but found 1.");
    refused("a,b\n1,2,3\n", "data.csv, line 2: expected 2 fields as in the header but found 3.");
    refused(
        "a,b\n\"x\ny\",1\n1,2,3\n",
        "data.csv, line 4: expected 2 fields as in the header but found 3.");
  }

  @Test
  void aHeaderWithoutRowsIsRefused() {
    refused("a,b\n", "data.csv: expected rows of data but found only a header.");
    refused("a\n\n\n", "data.csv: expected rows of data but found only a header.");
  }

  @Test
  void anEmptyTextIsRefused() {
    refused("", "data.csv: expected a header and rows but the file is empty.");
    refused("\n", "data.csv: expected a header and rows but the file is empty.");
    refused("\na,b\n1,2\n", "data.csv, line 1: expected a header but found an empty line.");
  }

  @Test
  void aRepeatedColumnNameIsRefused() {
    refused(
        "a,b, a\n1,2,3\n",
        "data.csv, line 1: expected every column to have a name of its own but fields 1 and 3 are"
            + " both \"a\".");
  }

  @Test
  void aFirstLineOfNumbersIsNoHeader() {
    assertThatThrownBy(() -> table("0.7,1.6\n0.8,1.5\n"))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("expected a header with the names of the columns");
    assertThat(table("0,1\n0.8,1.5\n").numbers("1")).containsExactly(1.5);
  }

  @Test
  void aZeroByteIsRefused() {
    refused(
        "a,b\n1,\0\n",
        "data.csv, line 2, column \"b\": expected text but found a zero byte; this is no text"
            + " file.");
  }

  @Test
  void anUnclosedQuoteIsRefused() {
    assertThatThrownBy(() -> table("a,b\n1,\"2\n3,4\n"))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith("data.csv: expected comma-separated values.")
        .message()
        .doesNotContain("\n");
  }

  @Test
  void aMessageStaysOnOneShortLineWhateverTheCellHolds() {
    String cell = "x\n\r\t\u001b".repeat(50);
    assertThatThrownBy(() -> table("a,b\n\"" + cell + "\",0\n").numbers("a"))
        .message()
        .doesNotContain("\n", "\r", "\t", "\u001b")
        .hasSizeLessThan(200);
  }

  @Test
  void aByteOrderMarkIsNoPartOfTheFirstName() {
    assertThat(table("\uFEFFa,b\n1,2\n").numbers("a")).containsExactly(1);
  }

  @Test
  void aGzippedFileIsReadAsItIs() throws IOException {
    Path file = folder.resolve("data.csv.gz");
    try (var out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write("a,b\r\n1,2\r\n".getBytes(StandardCharsets.UTF_8));
    }

    assertThat(Table.read(file).numbers("b")).containsExactly(2);
  }

  @Test
  void aTruncatedGzippedFileIsRefused() throws IOException {
    Path whole = folder.resolve("whole.csv.gz");
    try (var out = new GZIPOutputStream(Files.newOutputStream(whole))) {
      out.write("a,b\n1,2\n3,4\n".getBytes(StandardCharsets.UTF_8));
    }
    byte[] bytes = Files.readAllBytes(whole);
    Path file = folder.resolve("half.csv.gz");
    Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 12));

    assertThatThrownBy(() -> Table.read(file)).isInstanceOf(BadInput.class);
  }

  @Test
  void bytesThatAreNoUtf8AreRefused() throws IOException {
    Path file = folder.resolve("latin.csv");
    Files.write(file, "a,b\ncaf\u00e9,2\n".getBytes(StandardCharsets.ISO_8859_1));

    assertThatThrownBy(() -> Table.read(file)).isInstanceOf(BadInput.class);
  }

  @Test
  void aTsvFileIsSeparatedByTabs() throws IOException {
    Path file = folder.resolve("data.tsv");
    Files.writeString(file, "a\tb\n1,5\t2\n");

    assertThat(Table.read(file).text("a")).containsExactly("1,5");
  }

  @Test
  void aMissingFileAndADirectoryAreRefused() {
    assertThatThrownBy(() -> Table.read(folder.resolve("none.csv"))).isInstanceOf(BadInput.class);
    assertThatThrownBy(() -> Table.read(folder)).isInstanceOf(BadInput.class);
  }

  @Test
  void columnsOfNumbersAreKnownByTheirFirstCellThatIsNotMissing() {
    Table table = table("day,a,b,c\n2012-01-01,NA,x,\n2012-01-02,1,2,\n2012-01-03,oops,3,\n");

    assertThat(table.numericColumns()).containsExactly("a");
  }
}
