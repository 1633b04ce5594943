package eddy.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eddy.task.Parts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassifyDataTest {
  @TempDir Path folder;

  private Path sorted() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 300; i++) {
      lines.append(i < 240 ? "often " : "rarely ").append("text ").append(i).append('\n');
    }
    return Files.writeString(folder.resolve("sorted.txt"), lines);
  }

  private static ClassifyData data(
      Path data, Optional<Path> valid, Optional<Path> test, Optional<String> split) {
    return new ClassifyData(new Parts.Source(data, valid, test, split), new ExampleFormat());
  }

  private static long rare(List<Example> examples) {
    return examples.stream().filter(each -> each.labels().contains("rarely")).count();
  }

  @Test
  void everyPartHasEveryLabelAsOftenAsTheWhole() throws IOException {
    ClassifyData data = ClassifyData.of(sorted(), new ExampleFormat());
    Parts<Example> parts = data.parts();
    assertThat(parts.train()).hasSizeBetween(238, 242);
    assertThat(parts.validation()).hasSizeBetween(28, 32);
    assertThat(rare(parts.train())).isBetween(46L, 50L);
    assertThat(rare(parts.validation())).isBetween(4L, 8L);
    assertThat(rare(parts.test())).isBetween(4L, 8L);
    List<Example> all = new ArrayList<>(parts.train());
    all.addAll(parts.validation());
    all.addAll(parts.test());
    assertThat(new HashSet<>(all)).hasSize(300);
    assertThat(
            Parts.test(
                new ExampleReader(data.format()).labelled(data.source().data()),
                "80/10/10",
                Example::labels))
        .isEqualTo(parts.test());
  }

  @Test
  void anOfficialTestPartIsNotRead() throws IOException {
    Optional<Path> missing = Optional.of(folder.resolve("missing.txt"));
    Parts<Example> parts = data(sorted(), Optional.empty(), missing, Optional.empty()).parts();
    assertThat(parts.train()).hasSizeBetween(268, 272);
    assertThat(parts.test()).isEmpty();
    assertThatThrownBy(
            () -> data(sorted(), Optional.empty(), missing, Optional.of("80/10/10")).parts())
        .hasMessageStartingWith(
            "--split: expected shares of training and validation such as 90/10");
  }

  @Test
  void aSplitBesideAFileToValidateOnIsRefused() {
    Optional<Path> valid = Optional.of(Path.of("valid.txt"));
    assertThatThrownBy(() -> data(Path.of("a"), valid, Optional.empty(), Optional.of("80/20")))
        .hasMessageStartingWith("--split: expected none beside --valid");
  }
}
