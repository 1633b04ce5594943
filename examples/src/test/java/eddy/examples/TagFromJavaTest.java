package eddy.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TagFromJavaTest {
  @Test
  void aNameIsAPlaceBehindIn(@TempDir Path folder) throws IOException {
    String person = "Ms O\nFlorence B-PER\nsings O\n\n";
    String place = "Lee B-PER\nsings O\nin O\nFlorence B-LOC\n\n";
    Path file = Files.writeString(folder.resolve("names.txt"), (person + place).repeat(60));
    Path model = folder.resolve("model");
    TagFromJava.train(file, model);
    assertThat(TagFromJava.tag(model, List.of("Ms", "Florence", "sings", "in", "Florence")))
        .containsExactly("O", "B-PER", "O", "O", "B-LOC");
  }
}
