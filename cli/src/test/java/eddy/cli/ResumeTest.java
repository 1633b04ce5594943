package eddy.cli;

import static eddy.cli.Shell.begin;
import static eddy.cli.Shell.eddy;
import static eddy.cli.Shell.series;
import static org.assertj.core.api.Assertions.assertThat;

import eddy.cli.Shell.Ran;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A training that is stopped or killed, and resumed, ends with the same weights to the bit.
 *
 * <p>{@code -Deddy.kills=15} kills at so many random moments instead of three, and at every point
 * inside the writing of a checkpoint, a report or a model; with one thread and with two in turn,
 * resumed with the other number.
 */
class ResumeTest {
  private static final int KILLS = Integer.getInteger("eddy.kills", 3);
  private static final List<String> POINTS =
      List.of(
          "checkpoint:after-half#2",
          "folder:after-commit",
          "report:after-rename",
          "checkpoint:after-half#1",
          "checkpoint:after-write#1",
          "checkpoint:after-sync#1",
          "checkpoint:after-rename#1",
          "model:after-half");

  @TempDir static Path shared;
  @TempDir Path folder;
  private static Path data;
  private static byte[] expected;

  @BeforeAll
  static void trainWithoutInterruption() throws IOException {
    data = series(shared.resolve("series.csv"), 300);
    Ran ran = eddy(arguments(shared.resolve("model"), "--threads 1"));
    assertThat(ran.status()).as(ran.err()).isZero();
    expected = Files.readAllBytes(shared.resolve("model/model.safetensors"));
  }

  private static Object[] arguments(Path out, String more) {
    return new Object[] {
      "train forecast --horizon 7 --look-back 14 --hidden 16 --epochs 8 --batch-size 8",
      more,
      "--data",
      data,
      "--out",
      out
    };
  }

  @Test
  void twoThreadsGiveTheSameWeightsAsOne() {
    assertThat(eddy(arguments(folder.resolve("model"), "--threads 2")).status()).isZero();
    assertSame();
  }

  @Test
  void interpretedCodeGivesTheSameWeightsAsCompiled() throws IOException, InterruptedException {
    String tiny =
        "train forecast --horizon 2 --look-back 4 --hidden 5 --epochs 1 --target a --data";
    Path little = series(folder.resolve("little.csv"), 60);
    Path compiled = folder.resolve("compiled");
    assertThat(eddy(tiny, little, "--out", compiled).status()).isZero();
    Path interpreted = folder.resolve("interpreted");
    Path messages = folder.resolve("messages");
    assertThat(finish(begin(messages, List.of("-Xint"), tiny, little, "--out", interpreted)))
        .isZero();
    assertThat(interpreted.resolve("model.safetensors"))
        .hasSameBinaryContentAs(compiled.resolve("model.safetensors"));
  }

  @Test
  void aStoppedTrainingNamesTheCommandThatResumesIt() {
    Path out = folder.resolve("model");
    Stop stop = new Stop();
    stop.request();
    Ran first = eddy(OptionalInt.empty(), stop, arguments(out, "--threads 2"));
    assertThat(first.status()).isEqualTo(130);
    assertThat(first.out()).isEmpty();
    String again = first.err().lines().toList().getLast();
    assertThat(again).startsWith("Stopped. To go on: eddy train forecast ").endsWith(" --resume");
    Ran second = eddy(again.substring(again.indexOf("eddy ") + 5));
    assertThat(second.status()).as(second.err()).isZero();
    assertSame();
    Ran third = eddy(again.substring(again.indexOf("eddy ") + 5));
    assertThat(third.err()).contains("is finished already");
    assertThat(third.out()).isEqualTo(second.out());
  }

  @Test
  void anInterruptEndsWithItsStatusAndTheCommandThatResumes()
      throws IOException, InterruptedException {
    Path out = folder.resolve("model");
    Path messages = folder.resolve("messages");
    Process process = begin(messages, List.of(), arguments(out, "--threads 2"));
    awaitEpoch(1, process, messages);
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    int status = finish(process);
    if (Files.readString(messages).contains("Stopped. To go on: ")) {
      assertThat(status).isEqualTo(130);
      assertThat(out.resolve("model.safetensors")).doesNotExist();
    }
    resume(out);
  }

  @Test
  void aTrainingKilledAtAnyMomentResumes() throws IOException, InterruptedException {
    SplittableRandom random = new SplittableRandom(3);
    for (int kill = 0; kill < KILLS; kill++) {
      Path out = folder.resolve("model");
      Path messages = folder.resolve("messages" + kill);
      Process process = begin(messages, List.of(), arguments(out, "--threads " + (1 + kill % 2)));
      // Some are killed before the first epoch, some after the last.
      int epoch = random.nextInt(9);
      awaitEpoch(epoch, process, messages);
      process.waitFor(random.nextInt(epoch == 0 ? 1000 : 50), TimeUnit.MILLISECONDS);
      process.destroyForcibly().waitFor();
      resume(out, 2 - kill % 2);
      forget(out);
    }
  }

  @Test
  void aTrainingKilledInsideItsWritingResumes() throws InterruptedException {
    for (String point : KILLS > 3 ? POINTS : POINTS.subList(0, 2)) {
      Path out = folder.resolve("model");
      List<String> fault = List.of("-Deddy.fault=" + point);
      Process process = begin(folder.resolve("messages"), fault, arguments(out, "--threads 2"));
      assertThat(finish(process)).as(point).isEqualTo(137);
      resume(out);
      forget(out);
    }
  }

  private static void awaitEpoch(int epoch, Process process, Path messages)
      throws IOException, InterruptedException {
    while (epoch > 0
        && process.isAlive()
        && !Files.readString(messages).contains("Epoch " + epoch + "/")) {
      Thread.sleep(2);
    }
  }

  private void resume(Path out) {
    resume(out, 1);
  }

  private void resume(Path out, int threads) {
    Ran ran = eddy(arguments(out, "--threads " + threads + " --resume"));
    assertThat(ran.status()).as(ran.err()).isZero();
    assertSame();
  }

  private void assertSame() {
    assertThat(folder.resolve("model/model.safetensors")).hasBinaryContent(expected);
    assertThat(folder.resolve("model/report.html")).exists();
    assertThat(folder.resolve("model/checkpoint.safetensors")).doesNotExist();
  }

  private static void forget(Path out) {
    for (File file : out.toFile().listFiles()) {
      assertThat(file.delete()).isTrue();
    }
  }

  private static int finish(Process process) throws InterruptedException {
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }
}
