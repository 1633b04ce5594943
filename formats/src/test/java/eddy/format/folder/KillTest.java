package eddy.format.folder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Kills a process inside its writing and looks at what it left. */
class KillTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "checkpoint:after-half, 1",
    "checkpoint:after-write, 1",
    "checkpoint:after-sync, 1",
    "checkpoint:after-rename, 2"
  })
  void aKilledProcessLeavesAWholeCheckpoint(String fault, int expected)
      throws IOException, InterruptedException {
    Checkpoint.write(folder, Samples.arrays(1), Samples.counters(1));
    assertThat(write(fault)).isEqualTo(137);
    assertThat(Checkpoint.read(folder).map(Samples::version)).contains(expected);
    assertThatTheNextTrainingWrites();
  }

  @ParameterizedTest
  @CsvSource({
    "config:after-half, 1",
    "model:after-half, 1",
    "model:after-sync, 1",
    "checksums:after-half, 1",
    "folder:before-commit, 1",
    "folder:after-commit, 2",
    "folder:after-move, 2",
    "folder:after-move#2, 2",
    "folder:after-move#3, 2",
    "folder:after-move#4, 2",
    "folder:after-move#5, 2",
    "folder:after-move#6, 2"
  })
  void aKilledProcessLeavesAWholeModel(String fault, int expected)
      throws IOException, InterruptedException {
    ModelFolder.save(folder, Samples.model(1));
    assertThat(write(fault)).isEqualTo(137);
    assertThat(Samples.version(ModelFolder.open(folder))).isEqualTo(expected);
    try (TrainingFolder next = TrainingFolder.open(folder)) {
      assertThat(next.existing().map(Samples::version)).contains(expected);
    }
    assertThat(Samples.version(ModelFolder.open(folder))).isEqualTo(expected);
    assertThatTheNextTrainingWrites();
  }

  @ParameterizedTest
  @CsvSource({"model:after-half, false", "folder:after-commit, true"})
  void aKilledProcessLeavesNoModelOrAWholeOneInANewFolder(String fault, boolean there)
      throws IOException, InterruptedException {
    assertThat(write(fault)).isEqualTo(137);
    assertThat(ModelFolder.existing(folder).isPresent()).isEqualTo(there);
    assertThatTheNextTrainingWrites();
  }

  @Test
  void aProcessThatIsLeftAloneWritesBoth() throws IOException, InterruptedException {
    assertThat(write("folder:after-move#7")).isEqualTo(0);
    assertThat(Checkpoint.read(folder).map(Samples::version)).contains(2);
    assertThat(Samples.version(ModelFolder.open(folder))).isEqualTo(2);
  }

  private void assertThatTheNextTrainingWrites() {
    try (TrainingFolder next = TrainingFolder.open(folder)) {
      next.saveCheckpoint(Samples.arrays(3), Samples.counters(3));
      next.save(Samples.model(3));
      assertThat(next.checkpoint().map(Samples::version)).contains(3);
      assertThat(next.existing().map(Samples::version)).contains(3);
    }
    assertThat(folder.toFile().list())
        .containsExactlyInAnyOrder(
            ".eddy.lock",
            "checkpoint.safetensors",
            "checksums.json",
            "config.json",
            "history.json",
            "model.safetensors",
            "provenance.json",
            "scaling.json");
  }

  private int write(String fault) throws IOException, InterruptedException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Process process =
        new ProcessBuilder(
                java.toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                "-Deddy.fault=" + fault,
                KilledWriter.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.to(new File(folder + ".out")))
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }
}
