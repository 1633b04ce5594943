package eddy.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LanguageFromJavaTest {
  @Test
  void aTextThatRepeatsItselfIsWrittenOn(@TempDir Path folder) throws IOException {
    Path text = Files.writeString(folder.resolve("text.txt"), "row your boat\n".repeat(700));
    Path model = folder.resolve("model");
    LanguageFromJava.train(text, model);
    assertThat(LanguageFromJava.write(model, "row your"))
        .startsWith("row your boat\nrow your boat\nrow your boat\n");
  }
}
