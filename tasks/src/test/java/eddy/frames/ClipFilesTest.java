package eddy.frames;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eddy.format.BadInput;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClipFilesTest {
  @TempDir Path folder;

  private static ClipFiles files(FramesFormat format) {
    return new ClipFiles(format, new Video("eddy-has-no-such-program"));
  }

  private static Clip read(Path path) {
    return files(new FramesFormat()).read(path);
  }

  /** The first pixel of each frame. */
  private static int[] corners(Clip clip) {
    int[] corners = new int[clip.frames()];
    for (int t = 0; t < corners.length; t++) {
      corners[t] = clip.frame(t).pixels()[0] & 0xff;
    }
    return corners;
  }

  @Test
  void numbersInNamesCountAsNumbers() throws IOException {
    for (int i : new int[] {1, 2, 9, 10, 11}) {
      Dots.png(folder.resolve("frame" + i + ".png"), Dots.grey(2, 3, 10 * i));
    }
    Files.writeString(folder.resolve("notes.txt"), "no picture");
    Clip clip = read(folder);
    assertThat(corners(clip)).containsExactly(10, 20, 90, 100, 110);
    assertThat(clip.size()).isEqualTo("2x3");
  }

  @Test
  void someFramesArePickedEvenly() {
    for (int i = 0; i < 10; i++) {
      Dots.png(folder.resolve(i + ".png"), Dots.grey(1, 1, i));
    }
    assertThat(corners(files(new FramesFormat(0, 0, false, 5, "label")).read(folder)))
        .containsExactly(1, 3, 5, 7, 9);
    assertThat(corners(files(new FramesFormat(0, 0, false, 1, "label")).read(folder)))
        .containsExactly(5);
    assertThat(corners(files(new FramesFormat(0, 0, false, 20, "label")).read(folder))).hasSize(10);
  }

  @Test
  void aGifAndAVideoAreThinnedLikeAFolder() throws IOException {
    FramesFormat five = new FramesFormat(0, 0, false, 5, "label");
    Dots.Part[] parts = new Dots.Part[10];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = new Dots.Part(Dots.grey(1, 1, i % 3 * 85), 0, 0, "doNotDispose");
    }
    Path gif = Dots.gif(folder.resolve("a.gif"), parts);
    assertThat(corners(files(five).read(gif))).containsExactly(85, 0, 170, 85, 0);
    Path video = Files.writeString(folder.resolve("a.mp4"), "x");
    Video tenFrames =
        program("for i in a b c d e f g h i j; do printf 'P6\\n1 1\\n255\\n'$i$i$i; done");
    assertThat(corners(new ClipFiles(five, tenFrames).read(video)))
        .containsExactly('b', 'd', 'f', 'h', 'j');
  }

  /** What a head says is not believed: memory is for what is there. */
  @Test
  void aSizeThatNoFrameHasIsRefusedBeforeMemoryIsTaken() throws IOException {
    Path gif = Dots.gif(folder.resolve("a.gif"), new Dots.Part(Dots.grey(1, 1, 0), 0, 0, "none"));
    ByteBuffer head = ByteBuffer.wrap(Files.readAllBytes(gif)).order(ByteOrder.LITTLE_ENDIAN);
    Files.write(gif, head.putShort(6, (short) 65535).putShort(8, (short) 32000).array());
    assertThatThrownBy(() -> read(gif))
        .isInstanceOf(BadInput.class)
        .hasMessage(
            gif
                + ": expected frames of 8192x8192 at most but found 32000x65535. Make them smaller,"
                + " by another program.");
    Path wide =
        Dots.gif(
            folder.resolve("b.gif"),
            new Dots.Part(Dots.grey(1, 1, 0), 0, 0, "none"),
            new Dots.Part(Dots.grey(1, 8193, 0), 0, 0, "none"));
    assertThatThrownBy(() -> read(wide))
        .hasMessageStartingWith(wide + ", frame 2 of 2: expected frames of 8192x8192 at most");
    Path picture = folder.resolve("clip/a.png");
    Dots.png(picture, Dots.grey(1, 1, 0));
    ByteBuffer chunk = ByteBuffer.wrap(Files.readAllBytes(picture));
    Files.write(picture, chunk.putInt(16, 60_000).putInt(20, 50_000).array());
    assertThatThrownBy(() -> read(picture.getParent()))
        .hasMessageStartingWith(picture + ": expected frames of 8192x8192 at most")
        .hasMessageContaining("50000x60000");
    Path video = Files.writeString(folder.resolve("a.mp4"), "x");
    Video large = program("printf 'P6\\n60000 50000\\n255\\n'");
    assertThatThrownBy(() -> large.read(video, new FramesFormat()))
        .hasMessageStartingWith(video + ": expected frames of 8192x8192 at most");
  }

  @Test
  void framesOfSeveralSizesAreRefusedUnlessTheyAreBroughtToOne() {
    Path small = folder.resolve("a.png");
    Path large = folder.resolve("b.png");
    Dots.png(small, Dots.grey(2, 2, 50));
    Dots.png(large, Dots.grey(4, 2, 90));
    assertThatThrownBy(() -> read(folder))
        .isInstanceOf(BadInput.class)
        .hasMessage(
            large
                + ": expected frames of 2x2 as in "
                + small
                + " but found 4x2. A training with --size brings all to one.");
    Clip clip = files(new FramesFormat().withSize("1x3")).read(folder);
    assertThat(clip.pixels()).containsExactly(50, 50, 50, 90, 90, 90);
  }

  /** White, then a dark part over it that goes, then one that stays, then one more. */
  @Test
  void thePartsOfAGifAreDrawnOverEachOther() {
    Path file =
        Dots.gif(
            folder.resolve("a.gif"),
            new Dots.Part(Dots.grey(2, 3, 255), 0, 0, "doNotDispose"),
            new Dots.Part(Dots.grey(1, 1, 85), 1, 1, "restoreToPrevious"),
            new Dots.Part(Dots.grey(1, 2, 170), 1, 0, "restoreToBackgroundColor"),
            new Dots.Part(Dots.grey(1, 1, 85), 0, 0, "none"));
    Clip clip = read(file);
    assertThat(clip.frames()).isEqualTo(4);
    assertThat(clip.frame(0).pixels()).containsOnly(255);
    assertThat(clip.frame(1).pixels()).containsExactly(bytes(255, 255, 255, 255, 85, 255));
    assertThat(clip.frame(2).pixels()).containsExactly(bytes(255, 170, 170, 255, 255, 255));
    assertThat(clip.frame(3).pixels()).containsExactly(bytes(85, 0, 0, 255, 255, 255));
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  @Test
  void whatIsNoPictureIsRefused() throws IOException {
    Path picture = folder.resolve("a.png");
    Files.writeString(picture, "no picture");
    assertThatThrownBy(() -> read(folder))
        .hasMessage(picture + ": expected a picture but found something else in it.");
    Dots.png(picture, Dots.grey(40, 40, 7));
    byte[] whole = Files.readAllBytes(picture);
    Files.write(picture, java.util.Arrays.copyOf(whole, 50));
    assertThatThrownBy(() -> read(folder))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith(picture + ": cannot be read as a picture");
    assertThatThrownBy(
            () -> {
              byte[] text = "GIF89a".getBytes(StandardCharsets.UTF_8);
              Gif.read(new ByteArrayInputStream(text), "standard input", new FramesFormat());
            })
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith("standard input: cannot be read as a GIF");
  }

  @Test
  void aClipOfNoFramesIsRefused() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertThatThrownBy(() -> read(ClipFiles.below(empty).getFirst()))
        .hasMessage(empty + ": expected a clip of one frame or more but found none.");
    Path text = Files.writeString(folder.resolve("a.txt"), "x");
    assertThatThrownBy(() -> ClipFiles.below(text))
        .hasMessageStartingWith(text + ": expected a clip: a folder of pictures");
  }

  @Test
  void withoutFfmpegAVideoIsRefusedWithAWayOut() throws IOException {
    Path video = Files.writeString(folder.resolve("a.mp4"), "x");
    assertThatThrownBy(() -> read(video))
        .isInstanceOf(BadInput.class)
        .hasMessage(
            video
                + ": a video is read by the program eddy-has-no-such-program, which is not installed"
                + " or not on the path. Install it, or turn the video into a folder of pictures.");
  }

  /** A program that writes what another file holds, in place of ffmpeg. */
  private Video program(String script) throws IOException {
    Path program = Files.writeString(folder.resolve("program"), "#!/bin/sh\n" + script + "\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    return new Video(program.toString());
  }

  @Test
  void aVideoIsWhatTheProgramWrites() throws IOException {
    Path video = Files.writeString(folder.resolve("a.mp4"), "x");
    String frames = "printf 'P6\\n2 1\\n255\\nabcdef'; printf 'P6\\n2 1\\n255\\nghijkl'";
    Clip clip =
        new ClipFiles(new FramesFormat(0, 0, true, 0, "label"), program(frames)).read(video);
    assertThat(clip.frames()).isEqualTo(2);
    assertThat(clip.size()).isEqualTo("1x2");
    assertThat(clip.pixels()).containsExactly("abcdefghijkl".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aVideoThatTheProgramCannotReadIsRefusedWithItsReason() throws IOException {
    Path video = Files.writeString(folder.resolve("a.mp4"), "x");
    Video fails = program("echo first >&2; echo 'moov atom not found' >&2; exit 1");
    assertThatThrownBy(() -> fails.read(video, new FramesFormat()))
        .isInstanceOf(BadInput.class)
        .hasMessage(
            "%s: %s cannot read it as a video: moov atom not found"
                .formatted(video, fails.program()));
    Video torn = program("printf 'P6\\n2 1\\n255\\nabc'");
    assertThatThrownBy(() -> torn.read(video, new FramesFormat()))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("ended too early: a frame of 3 bytes in place of 6");
    Video silent = program("exit 0");
    assertThatThrownBy(() -> silent.read(video, new FramesFormat()))
        .hasMessageContaining("cannot read it as a video");
  }
}
