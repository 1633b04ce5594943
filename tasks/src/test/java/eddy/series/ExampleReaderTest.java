package eddy.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eddy.format.BadInput;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExampleReaderTest {
  @TempDir Path folder;

  private Path file(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private static Examples read(Path path, ExampleFormat format) {
    return new ExampleReader(ExampleFormat.Kind.of(path), format).labelled(path);
  }

  private static Examples read(Path path) {
    return read(path, new ExampleFormat());
  }

  @Test
  void casesOfTheArchivesMayHaveAnyLength() throws IOException {
    Path file =
        file(
            "a.ts",
            """
            # a comment
            @problemName A
            @dimensions 2
            @classLabel true x y

            @data
            1,2,3:4,5,6:x
            # another
            7:-8e-1:y
            """);
    Examples read = read(file);
    assertThat(read.channels()).containsExactly("1", "2");
    assertThat(read.all().get(0).values()).containsExactly(1, 4, 2, 5, 3, 6);
    assertThat(read.all().get(1).values()).containsExactly(7, -0.8f);
    assertThat(read.all()).extracting(Example::label).containsExactly("x", "y");
    assertThat(read.all().get(1).place()).isEqualTo(file + ", line 9");
  }

  @Test
  void targetsOfTheArchivesAreNumbers() throws IOException {
    Path file = file("a.ts", "@univariate true\n@targetLabel true\n@data\n1,2:0.5\n");
    ExampleFormat number = new ExampleFormat().withTarget("speed");
    assertThat(read(file, number).all().getFirst().label()).isEqualTo("0.5");
    assertThatThrownBy(() -> read(file)).hasMessageContaining("Add --target NAME");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "@dimensions 2;@classLabel true a;@data;1,2:a | line 4: expected 2 dimensions and a label but found 1.",
        "@dimensions 1;@classLabel true a;@data;1:2:a | line 4: expected 1 dimensions and a label but found 2.",
        "@classLabel true a;@data;1,2:3:a | line 3, dimension 2: expected 2 values as in dimension 1 but found 1.",
        "@seriesLength 3;@classLabel true a;@data;1,2:a | expected 3 values, the @seriesLength, but found 2.",
        "@classLabel true a;@data;1,?:a | dimension 1: expected a number but found \"?\". Fill in missing values",
        "@classLabel true a;@data;1,x:a | dimension 1: expected a number but found \"x\".",
        "@classLabel true a b;@data;1:c | expected one of the labels of the header (a, b) but found \"c\".",
        "@classLabel true a;@data;1: | expected one of the labels of the header (a) but found \"\".",
        "@classLabel false;@data;1,2 | expected @classLabel true or @targetLabel true in the header",
        "@classLabel true a;1,2:a | line 2: expected a line of the header, which begins with @",
        "@classLabel true a | expected a line @data and cases below it but found none.",
        "@classLabel true a;@data | expected one sequence or more but found none.",
        "@dimensions two;@data | line 1: expected a whole number after @dimensions but found \"two\".",
        "@timeStamps true;@data | expected values without times of their own"
      })
  void aWrongCaseIsRefusedWithItsPlace(String lines, String message) throws IOException {
    Path file = file("a.ts", lines.replace(";", "\n") + "\n");
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(message);
  }

  @Test
  void rowsOfATableAreTheStepsInOrderOfTheirTimes() throws IOException {
    Path file =
        file("a.csv", "id,time,x,note,y,label\nb,2,3,n,4,up\na,1,5,n,6,down\nb,1,1,n,2,up\n");
    Examples read = read(file);
    assertThat(read.channels()).containsExactly("x", "y");
    assertThat(read.all()).extracting(Example::name).containsExactly("b", "a");
    assertThat(read.all().getFirst().values()).containsExactly(1, 2, 3, 4);
    assertThat(read.all()).extracting(Example::label).containsExactly("up", "down");
    ExampleFormat one = new ExampleFormat().withChannels(List.of("y"));
    assertThat(read(file, one).all().getFirst().values()).containsExactly(2, 4);
    Path days = file("b.csv", "id,time,x,label\na,2020-01-10,2,u\na,2020-01-09,1,u\n");
    assertThat(read(days).all().getFirst().values()).containsExactly(1, 2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "id,time,x,label;a,1,1,u;a,2,1,v | line 3, column \"label\": expected the same in all rows of a sequence, \"u\" as in line 2, but found \"v\".",
        "id,time,x,label;a,1,1,u;a,1,2,u | line 3, column \"time\": expected each time once in the sequence \"a\" but found \"1\" again.",
        "id,time,x,label;a,1,1,u;a,2,,u | line 3, column \"x\": expected a number but it is missing.",
        "id,time,x,label;a,1,1,u;a,2,z,u | line 3, column \"x\"",
        "id,time,label;a,1,u | expected a column of numbers besides id, time and label",
        "time,x,label;1,1,u | there is no column \"id\". There are: time, x, label.",
        "id,time,x,label;a,1,1, | line 2: expected a label but there is none."
      })
  void aWrongRowIsRefusedWithItsPlace(String lines, String message) throws IOException {
    Path file = file("a.csv", lines.replace(";", "\n") + "\n");
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(message);
  }

  @Test
  void aFolderForEachLabelHoldsAFileForEachSequence() throws IOException {
    file("d/up/deep/1.txt", "1, 2\n3, 4\n");
    file("d/down/2.csv", "1\t2\n\n");
    Examples read = read(folder.resolve("d"));
    assertThat(read.all()).extracting(Example::label).containsExactly("down", "up");
    assertThat(read.all()).extracting(Example::name).containsExactly("down/2.csv", "up/deep/1.txt");
    assertThat(read.all().get(1).values()).containsExactly(1, 2, 3, 4);
    Path named = file("n/a/1.csv", "left,right\n1,2\n");
    assertThat(read(folder.resolve("n")).channels()).containsExactly("left", "right");
    file("n/a/2.csv", "1,2,3\n");
    assertThatThrownBy(() -> read(folder.resolve("n")))
        .hasMessageContaining("expected 2 channels as in " + named + " but found 3, or others.");
    Path loose = file("d/3.csv", "1,2\n");
    assertThatThrownBy(() -> read(folder.resolve("d")))
        .hasMessageContaining(loose + ": expected files in a folder for each label");
    Path ragged = file("r/a/1.csv", "1,2\n1\n");
    assertThatThrownBy(() -> read(folder.resolve("r")))
        .hasMessage(ragged + ", line 2: expected 2 numbers as in the line before but found 1.");
  }

  /** Two pictures of 2 by 3 pixels. */
  private Path images(int bytes, int labels) throws IOException {
    Path file = folder.resolve("t-images-idx3-ubyte.gz");
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(head)) {
      for (int number : new int[] {2051, 2, 2, 3}) {
        out.writeInt(number);
      }
      for (int i = 0; i < bytes; i++) {
        out.writeByte(i * 20);
      }
    }
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      head.writeTo(out);
    }
    byte[] beside = Arrays.copyOf(new byte[] {0, 0, 8, 1, 0, 0, 0, (byte) labels}, 8 + labels);
    Files.write(folder.resolve("t-labels-idx1-ubyte.gz"), beside);
    return file;
  }

  private static ExampleFormat ordered(String order) {
    return new ExampleFormat("id", "time", List.of(), "label", false, order);
  }

  @Test
  void picturesAreReadByRowsByPixelsOrPermuted() throws IOException {
    Path file = images(12, 2);
    Examples rows = read(file);
    assertThat(rows.channels()).hasSize(3);
    assertThat(rows.all().getFirst().values()).containsExactly(0, 20, 40, 60, 80, 100);
    assertThat(rows.all().get(1).label()).isEqualTo("0");
    Examples pixels = read(file, ordered("pixel"));
    assertThat(pixels.channels()).hasSize(1);
    assertThat(pixels.all().getFirst().values()).containsExactly(0, 20, 40, 60, 80, 100);
    Examples permuted = read(file, ordered("permuted"));
    float[] first = permuted.all().getFirst().values();
    float[] second = permuted.all().get(1).values();
    assertThat(first)
        .containsExactlyInAnyOrder(0, 20, 40, 60, 80, 100)
        .isNotEqualTo(rows.all().getFirst().values());
    for (int i = 0; i < first.length; i++) {
      assertThat(second[i] - first[i]).isEqualTo(120);
    }
  }

  @Test
  void aSizeThatIsInTheHeadAloneTakesNoMemory() throws IOException {
    Path file = folder.resolve("t-images-idx3-ubyte");
    ByteBuffer head = ByteBuffer.allocate(19).putInt(2051).putInt(1).putInt(1 << 15).putInt(65_535);
    Files.write(file, head.array());
    Files.write(folder.resolve("t-labels-idx1-ubyte"), new byte[] {0, 0, 8, 1, 0, 0, 0, 1, 5});
    assertThatThrownBy(() -> read(file, ordered("pixel")))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("expected 2147450880 bytes but the file ends after 3 of them.");
  }

  @Test
  void aCorruptPictureIsRefused() throws IOException {
    assertThatThrownBy(() -> read(images(10, 2)))
        .hasMessageContaining(
            "picture 2 of 2: expected 6 bytes but the file ends after 4 of them.");
    assertThatThrownBy(() -> read(images(13, 2))).hasMessageContaining("but found more bytes.");
    assertThatThrownBy(() -> read(images(12, 3)))
        .hasMessageContaining("expected 2 labels as there are pictures but found 3.");
    Path file = images(12, 2);
    Files.delete(folder.resolve("t-labels-idx1-ubyte.gz"));
    assertThatThrownBy(() -> read(file))
        .hasMessageContaining("expected its labels beside it in t-labels-idx1-ubyte.gz");
    Files.write(file, new byte[] {0, 0, 8, 1, 0, 0, 0, 1});
    assertThatThrownBy(() -> read(file))
        .hasMessageContaining("expected IDX, which begins with the number 2051, but found 2049.");
    Files.write(file, new byte[] {0, 0, 8, 3, 0});
    assertThatThrownBy(() -> read(file)).hasMessageContaining("the file ends too early");
  }

  @Test
  void aNameThatSaysNothingIsRefused() throws IOException {
    Path file = file("a.txt", "1\n");
    assertThatThrownBy(() -> ExampleFormat.Kind.of(file))
        .hasMessageStartingWith(file + ": expected a name that says what it is: .ts, .csv");
    assertThat(List.of("a.TS", "b.ts.gz").stream().map(folder::resolve).toList())
        .allSatisfy(path -> {
          Files.writeString(path, "");
          assertThat(ExampleFormat.Kind.of(path)).isEqualTo(ExampleFormat.Kind.TS);
        });
  }
}
