package eddy.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DigestTest {
  @TempDir Path folder;

  @Test
  void aFoldersSumIsOfTheNamesAndBytesOfItsFiles() throws IOException {
    Path one = Files.createDirectories(folder.resolve("one/x"));
    Path two = Files.createDirectories(folder.resolve("two/x"));
    Files.writeString(one.resolve("a"), "1");
    Files.writeString(two.resolve("a"), "1");
    String sum = Digest.sha256(folder.resolve("one"));
    assertThat(Digest.sha256(folder.resolve("two"))).isEqualTo(sum);
    Files.writeString(two.resolve(".DS_Store"), "of a desktop");
    Files.writeString(Files.createDirectory(folder.resolve("two/.git")).resolve("a"), "1");
    assertThat(Digest.sha256(folder.resolve("two"))).isEqualTo(sum);
    Files.move(two.resolve("a"), two.resolve("b"));
    assertThat(Digest.sha256(folder.resolve("two"))).isNotEqualTo(sum);
    Files.writeString(one.resolve("a"), "2");
    assertThat(Digest.sha256(folder.resolve("one"))).isNotEqualTo(sum);
    assertThatThrownBy(() -> Digest.sha256(folder.resolve("none"))).isInstanceOf(BadInput.class);
  }
}
