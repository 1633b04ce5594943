package eddy.format.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eddy.format.BadInput;
import eddy.format.Digest;
import eddy.format.safetensors.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelFolderTest {
  @TempDir Path parent;
  private Path path;

  @BeforeEach
  void saveModel() {
    path = parent.resolve("model");
    try (TrainingFolder folder = TrainingFolder.open(path)) {
      folder.save(Samples.model(1));
    }
  }

  @Test
  void aSavedModelIsReadBackWhole() {
    ModelFolder folder = ModelFolder.open(path);
    assertThat(Samples.version(folder)).isEqualTo(1);
    assertThat(folder.task()).isEqualTo("forecast");
    assertThat(folder.config().path("cell").asString()).isEqualTo("lstm");
    assertThat(folder.files())
        .containsExactly(
            "config.json", "history.json", "model.safetensors", "provenance.json", "scaling.json");
    assertThat(names(path)).contains("checksums.json").doesNotContain(".staged", ".commit");
  }

  @Test
  void theSameModelGivesTheSameBytes() throws IOException {
    Path other = parent.resolve("other");
    try (TrainingFolder folder = TrainingFolder.open(other)) {
      folder.save(Samples.model(1));
    }
    for (String name : names(path)) {
      assertThat(Files.mismatch(path.resolve(name), other.resolve(name))).as(name).isEqualTo(-1);
    }
  }

  @Test
  void aSecondModelReplacesTheFirst() {
    try (TrainingFolder folder = TrainingFolder.open(path)) {
      assertThat(folder.existing().map(Samples::version)).contains(1);
      folder.save(Samples.model(2));
    }
    assertThat(Samples.version(ModelFolder.open(path))).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "config.json",
        "history.json",
        "model.safetensors",
        "provenance.json",
        "scaling.json"
      })
  void aChangedOrMissingFileIsRefusedByName(String name) throws IOException {
    Path file = path.resolve(name);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 4;
    Files.write(file, bytes);
    assertRefused(file + ": the checksum differs from checksums.json");
    bytes[bytes.length / 2] ^= 4;
    Files.write(file, bytes);
    assertThat(Samples.version(ModelFolder.open(path))).isEqualTo(1);
    Files.delete(file);
    assertRefused(file + ": the file is missing");
  }

  @Test
  void aForeignWeightsFileIsRefused() {
    Safetensors.write(path.resolve("model.safetensors"), Samples.arrays(2), Map.of());
    assertRefused("model.safetensors: the checksum differs");
  }

  @Test
  void wrongChecksumsAreRefused() throws IOException {
    Path sums = path.resolve("checksums.json");
    String text = Files.readString(sums);
    Files.writeString(sums, text.substring(0, text.length() / 2));
    assertRefused(sums + ", line ");
    Files.writeString(sums, text.replace("history.json", "../history.json"));
    assertRefused(sums + ": expected the sum of history.json");
    Files.writeString(sums, text.replace("scaling.json", "../scaling.json"));
    assertRefused(sums + ": expected file names but found \"../scaling.json\"");
    Files.delete(sums);
    assertRefused(path + ": expected a model folder but checksums.json is missing.");
  }

  @Test
  void anotherFormatVersionIsRefused() throws IOException {
    edit("\"format_version\": 1", "\"format_version\": 2");
    assertRefused("this version of Eddy reads format_version 1 but the model has 2.");
    edit("\"format_version\": 2,", "");
    assertRefused("this version of Eddy reads format_version 1 but the model has none.");
  }

  @Test
  void aMissingTaskOrConfigIsRefused() throws IOException {
    edit("\"task\": \"forecast\",", "");
    assertRefused("config.json: expected a task and its config but one is missing.");
  }

  @Test
  void settingsThatDoNotFitAreRefused() throws IOException {
    edit("\"hidden\": 1", "\"hidden\": 1.5");
    assertThatThrownBy(() -> ModelFolder.open(path).config("forecast", Samples.Config.class))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("config.json")
        .hasMessageContaining("entry hidden");
  }

  @Test
  void aModelOfAnotherTaskIsRefused() {
    assertThatThrownBy(() -> ModelFolder.open(path).config("language", Samples.Config.class))
        .isInstanceOf(BadInput.class)
        .hasMessage(path + ": expected a model for the task language but found one for forecast.");
  }

  @Test
  void whatIsNoModelFolderIsRefused() throws IOException {
    Path none = parent.resolve("none");
    assertThatThrownBy(() -> ModelFolder.open(none))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("there is nothing of this name");
    Path file = Files.createFile(parent.resolve("file"));
    assertThatThrownBy(() -> ModelFolder.open(file))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("found a file");
    Path training = Files.createDirectory(parent.resolve("training"));
    Checkpoint.write(training, Samples.arrays(1), Samples.counters(1));
    assertThatThrownBy(() -> ModelFolder.open(training))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("has not finished");
    assertThat(ModelFolder.existing(training)).isEmpty();
  }

  @Test
  void aFurtherFileNeedsAPlainNameOfItsOwn() {
    for (String name : List.of("../x", "config.json", "checksums.json", ".hidden", "a/b", "")) {
      Model model = Samples.model(2);
      Model wrong =
          new Model(
              model.task(),
              model.config(),
              model.weights(),
              model.history(),
              model.provenance(),
              Map.of(name, "x"));
      assertThatThrownBy(() -> ModelFolder.save(path, wrong))
          .as(name)
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(Samples.version(ModelFolder.open(path))).isEqualTo(1);
  }

  /** Changes config.json and makes its sum fit, as a careful hand would. */
  private void edit(String from, String to) throws IOException {
    Path config = path.resolve("config.json");
    Path sums = path.resolve("checksums.json");
    String before = Digest.sha256(config);
    String text = Files.readString(config);
    assertThat(text).contains(from);
    Files.writeString(config, text.replace(from, to));
    Files.writeString(sums, Files.readString(sums).replace(before, Digest.sha256(config)));
  }

  private void assertRefused(String reason) {
    assertThatThrownBy(() -> ModelFolder.open(path))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining(reason)
        .hasMessageNotContaining("\n");
  }

  private static List<String> names(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
