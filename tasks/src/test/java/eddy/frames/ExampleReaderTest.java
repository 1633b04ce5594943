package eddy.frames;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExampleReaderTest {
  @TempDir Path folder;

  private static ExampleReader reader(String label) {
    return new ExampleReader(new FramesFormat(0, 0, false, 0, label));
  }

  /** Two folders of pictures and a GIF. */
  private void clips() {
    for (int i = 0; i < 3; i++) {
      Dots.png(folder.resolve("up/one/" + i + ".png"), Dots.grey(2, 2, 10 + i));
      Dots.png(folder.resolve("down/deep/two/" + i + ".png"), Dots.grey(2, 2, 20 + i));
    }
    Dots.gif(folder.resolve("down/a.gif"), new Dots.Part(Dots.grey(2, 2, 255), 0, 0, "none"));
  }

  @Test
  void theFolderBelowTheFirstIsTheLabel() {
    clips();
    List<Example> examples = reader("label").labelled(folder);
    assertThat(examples).extracting(Example::label).containsExactly("down", "down", "up");
    assertThat(examples)
        .extracting(Example::name)
        .containsExactly("down/a.gif", "down/deep/two", "up/one");
    assertThat(examples.get(1).clip().frames()).isEqualTo(3);
    Path up = folder.resolve("up");
    assertThatThrownBy(() -> reader("label").labelled(up))
        .hasMessageStartingWith(up.resolve("one") + ": expected a folder for each label");
    assertThat(reader("label").plain(up.resolve("one")))
        .singleElement()
        .extracting(Example::name)
        .isEqualTo("one");
  }

  @Test
  void aTableNamesClipsFromWhereItLies() throws IOException {
    clips();
    Path table =
        Files.writeString(
            folder.resolve("clips.csv"), "clip,way,kind\nup/one,u,a\ndown/a.gif,d,b\n");
    assertThat(reader("way").labelled(table)).extracting(Example::label).containsExactly("u", "d");
    assertThat(reader("kind").labelled(table)).extracting(Example::label).containsExactly("a", "b");
    assertThat(reader("way").digests(table)).containsOnlyKeys("clips.csv", "clip");
    assertThatThrownBy(() -> reader("label").labelled(table))
        .hasMessageContaining("there is no column \"label\"");
    Files.writeString(table, "clip,label\nup/one,u\nup/two,d\n");
    assertThatThrownBy(() -> reader("label").labelled(table))
        .hasMessage(
            table
                + ", line 3, column \"clip\": expected a clip but there is no file or folder"
                + " \"up/two\".");
    Files.writeString(table, "clip,label\ndown,u\n");
    assertThatThrownBy(() -> reader("label").labelled(table))
        .hasMessageContaining(
            "expected one clip but " + folder.resolve("down") + " is a folder of 2");
    Files.writeString(table, "clip,label\nup/one,\n");
    assertThatThrownBy(() -> reader("label").labelled(table))
        .hasMessageContaining("line 2, column \"label\": expected a label but found none.");
  }

  @Test
  void clipsOfSeveralSizesAreRefused() throws IOException {
    Dots.png(folder.resolve("a/one/0.png"), Dots.grey(2, 2, 0));
    Dots.png(folder.resolve("b/two/0.png"), Dots.grey(2, 3, 0));
    assertThatThrownBy(() -> reader("label").labelled(folder))
        .hasMessage(
            "%s: expected frames of 2x2 as in %s but found 2x3. A training with --size brings all to one."
                .formatted(folder.resolve("b/two"), folder.resolve("a/one")));
    assertThat(new ExampleReader(new FramesFormat().withSize("4")).labelled(folder))
        .allSatisfy(example -> assertThat(example.clip().size()).isEqualTo("4x4"));
  }

  /** Two clips of two frames of one line. */
  private Path packed(int bytes) throws IOException {
    Path file = folder.resolve("a-idx4-ubyte");
    try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(file))) {
      for (int number : new int[] {2052, 2, 2, 1, 2}) {
        out.writeInt(number);
      }
      for (int i = 0; i < bytes; i++) {
        out.writeByte(i);
      }
    }
    return file;
  }

  @Test
  void packedClipsHaveTheirLabelsInATableBesideThem() throws IOException {
    Path file = packed(8);
    assertThatThrownBy(() -> reader("way").labelled(file))
        .hasMessage(file + ": expected its labels beside it in a.csv but there is no such file.");
    Files.writeString(folder.resolve("a.csv"), "way,other\nN,01\nS,11\n");
    List<Example> examples = reader("other").labelled(file);
    assertThat(examples).extracting(Example::label).containsExactly("01", "11");
    assertThat(examples.get(1).clip().pixels()).containsExactly(4, 5, 6, 7);
    assertThat(reader("way").plain(file)).extracting(Example::name).containsExactly("1", "2");
    assertThat(reader("way").digests(file)).containsOnlyKeys("a-idx4-ubyte", "a.csv");
    assertThat(new ExampleReader(new FramesFormat(1, 1, true, 1, "way")).labelled(file).getFirst())
        .extracting(example -> example.clip().pixels())
        .isEqualTo(new byte[] {3, 3, 3});
    Files.writeString(folder.resolve("a.csv"), "way\nN\n");
    assertThatThrownBy(() -> reader("way").labelled(file))
        .hasMessageContaining("expected 2 rows as there are clips in a-idx4-ubyte but found 1.");
    assertThatThrownBy(() -> reader("way").plain(packed(7)))
        .hasMessageContaining("clip 2 of 2: expected 4 bytes but the file ends after 3 of them.");
    Files.write(
        file,
        ByteBuffer.allocate(20).putInt(2052).putInt(1).putInt(1).putInt(1).putInt(9000).array());
    assertThatThrownBy(() -> reader("way").plain(file))
        .hasMessageStartingWith(file + ": expected frames of 8192x8192 at most but found 1x9000.");
  }
}
