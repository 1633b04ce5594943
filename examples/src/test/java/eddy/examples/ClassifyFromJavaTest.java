package eddy.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassifyFromJavaTest {
  @Test
  void aTextHasItsLabelAndAReason(@TempDir Path folder) throws IOException {
    String lines =
        """
        pos a wonderful film
        neg a dull film
        pos it was wonderful
        neg it was dull and long
        """;
    Path texts = Files.writeString(folder.resolve("texts.txt"), lines.repeat(60));
    Path model = folder.resolve("model");
    ClassifyFromJava.train(texts, model);
    assertThat(ClassifyFromJava.explained(model, "a wonderful long film"))
        .startsWith("pos (")
        .contains("wonderful +");
  }
}
