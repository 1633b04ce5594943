package eddy.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir Path folder;

  @Test
  void aFileIsMadeAndReplacedAndNothingElseStays() throws IOException {
    Path path = folder.resolve("x.txt");
    AtomicFile.write(path, "old");
    AtomicFile.write(path, "new");
    assertThat(Files.readString(path)).isEqualTo("new");
    assertThat(names(folder)).containsExactly("x.txt");
  }

  @Test
  void aFullDiskLeavesTheOldFileAndNothingHalfWritten() throws IOException {
    Path path = folder.resolve("x.txt");
    AtomicFile.write(path, "old");
    assertThatThrownBy(() -> AtomicFile.write(path, failing("No space left on device")))
        .isInstanceOf(BadInput.class)
        .hasMessage(
            path
                + ": no space left on the disk; what was there before is unchanged."
                + " Free some space and run it again.");
    assertThat(Files.readString(path)).isEqualTo("old");
    assertThat(names(folder)).containsExactly("x.txt");
  }

  @Test
  void anErrorOfTheWriterLeavesTheOldFileToo() throws IOException {
    Path path = folder.resolve("x.txt");
    AtomicFile.write(path, "old");
    assertThatThrownBy(() ->
            AtomicFile.write(
                path,
                out -> {
                  out.write(new byte[100_000]);
                  throw new IllegalStateException("bug");
                }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(Files.readString(path)).isEqualTo("old");
    assertThat(names(folder)).containsExactly("x.txt");
  }

  @Test
  void whereNoFileCanBeTheReasonIsNamed() throws IOException {
    assertThatThrownBy(() -> AtomicFile.write(folder, "x"))
        .isInstanceOf(BadInput.class)
        .hasMessage(folder + ": expected a file to write but this is a folder.");
    Path inNothing = folder.resolve("none").resolve("x.txt");
    assertThatThrownBy(() -> AtomicFile.write(inNothing, "x"))
        .isInstanceOf(BadInput.class)
        .hasMessage(inNothing + ": cannot be written: no such file or directory.");
    Path path = folder.resolve("x.txt");
    assertThatThrownBy(() ->
            AtomicFile.write(
                path,
                _ -> {
                  throw new AccessDeniedException(path.toString());
                }))
        .isInstanceOf(BadInput.class)
        .hasMessage(path + ": cannot be written: permission denied.");
  }

  @Test
  void filesOfAFolderAreReplacedTogether() throws IOException {
    Files.writeString(folder.resolve("other"), "stays");
    AtomicFolder.replace(folder, files("a", "a1", "b", "b1"));
    AtomicFolder.replace(folder, files("b", "b2", "c", "c2"));
    assertThat(names(folder)).containsExactly("a", "b", "c", "other");
    assertThat(Files.readString(folder.resolve("b"))).isEqualTo("b2");
  }

  @Test
  void aFullDiskAtOneOfSeveralFilesLeavesAllAsTheyWere() throws IOException {
    AtomicFolder.replace(folder, files("a", "a1", "b", "b1"));
    SequencedMap<String, AtomicFile.Content> files = files("a", "a2");
    files.put("b", failing("No space left on device"));
    assertThatThrownBy(() -> AtomicFolder.replace(folder, files))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("no space left on the disk")
        .hasMessageEndingWith("The folder holds what it held before.");
    assertThat(names(folder)).containsExactly("a", "b");
    assertThat(Files.readString(folder.resolve("a"))).isEqualTo("a1");
  }

  private static AtomicFile.Content failing(String message) {
    return out -> {
      out.write(new byte[100_000]);
      throw new IOException(message);
    };
  }

  private static SequencedMap<String, AtomicFile.Content> files(String... namesAndTexts) {
    SequencedMap<String, AtomicFile.Content> files = new LinkedHashMap<>();
    for (int i = 0; i < namesAndTexts.length; i += 2) {
      byte[] text = namesAndTexts[i + 1].getBytes(StandardCharsets.UTF_8);
      files.put(namesAndTexts[i], out -> out.write(text));
    }
    return files;
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aSymbolicLinkStaysAndItsFileIsReplaced() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);
    AtomicFile.write(link, "new");
    assertThat(link).isSymbolicLink();
    assertThat(file).hasContent("new");
  }
}
