package eddy.cli;

import static eddy.cli.Shell.eddy;
import static eddy.cli.Shell.series;
import static org.assertj.core.api.Assertions.assertThat;

import eddy.cli.Shell.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user may get wrong: one clear line, exit status 2, and nothing left behind. */
class MistakesTest {
  private static final String SMALL = "--look-back 14 --hidden 4 --epochs 1 --batch-size 64";

  @TempDir static Path shared;
  @TempDir Path folder;
  private static Path data;
  private static Path model;

  @BeforeAll
  static void train() {
    data = series(shared.resolve("series.csv"), 200);
    model = shared.resolve("model");
    Ran ran = eddy("train forecast --horizon 7 --data", data, "--out", model, SMALL);
    assertThat(ran.status()).as(ran.err()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "--horizon 0 | --horizon: expected one or more but found 0.",
        "--horizon -7 | --horizon: expected one or more but found -7.",
        "--horizon x | 'x' is not an int",
        "--look-back -1 | --look-back: expected one or more but found -1.",
        "--batch-size -1 | --batch-size: expected one or more but found -1.",
        "--epochs 0 | --epochs: expected one or more but found 0.",
        "--hidden -5 | --hidden: expected 1 to 8192 but found -5.",
        "--layers 0 | --layers: expected 1 to 64 but found 0.",
        "--threads -2 | --threads: expected 1 to 1024 but found -2.",
        "--seeds 0 | --seeds: expected one or more but found 0.",
        "--dropout 1 | --dropout: expected from 0 to below 1 but found 1.0.",
        "--learning-rate 0 | --learning-rate: expected a number above 0 but found 0.0.",
        "--optimizer x | --optimizer: expected sgd,",
        "--schedule x | --schedule: expected constant,",
        "--cell x | --cell: expected rnn, lstm, gru or layer-norm-lstm but found 'x'.",
        "--cell layer-norm-lstm | --cell: expected rnn, lstm or gru for the segment model",
        "--model x | --model: expected segment, encoder, recursive or es-rnn but found 'x'.",
        "--output x | --output: expected point, quantile, gaussian, student-t, negative-binomial",
        "--quantiles 0.2,0.5,0.9 | rising levels symmetrical around 0.5, as 0.1,0.5,0.9 but found 0.2,0.5,0.9.",
        "--quantiles 0.1,0.5,0.9 | --quantiles: expected --output quantile beside it but found point.",
        "--model es-rnn --calendar hour | none for the es-rnn model",
        "--model recursive --past a --target b | --past: expected none for the recursive model",
        "--past a --target a | each column once, and none that is forecast",
        "--split rest/0/7 | --split rest/0/7: expected a row or more for validation.",
        "--segment 3 | --segment: expected a common divisor of look-back 96 and horizon 7",
        "--calendar x | --calendar: expected hour, day-of-week, day-of-year, month, holiday but found 'x'.",
        "--split 1/2/3 | --split 1/2/3: expected shares that add up to 100",
        "--split 12mo | --split: expected 12mo/4mo/4mo",
        "--target nothing | there is no column \"nothing\". There are: date, a, b.",
        "--target a,a | --target: expected each column once but found a,a.",
        "--time nothing | there is no column \"nothing\". There are: date, a, b.",
        "--look-back 150 | look-back 150 and horizon 7 need at least 157",
        "--zigzag 3 | Unknown options: '--zigzag', '3'. See eddy train forecast --help."
      })
  void aWrongOptionIsNamed(String option, String message) {
    String horizon = option.startsWith("--horizon") ? "" : "--horizon 7 ";
    assertRefused(message, "train forecast " + horizon + option + " --data", data);
  }

  @Test
  void aMissingOptionIsNamed() {
    Ran ran = eddy("train forecast --data", data, "--horizon 7");
    assertThat(ran.err())
        .isEqualTo("eddy: Missing required option: '--out=DIR'. See eddy train forecast --help.\n");
    assertThat(ran.status()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"frob", "train", "train frob", "predict", "evaluate", "info"})
  void anIncompleteCommandIsOneLineWithAHint(String command) {
    Ran ran = eddy(command);
    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).matches("eddy: .* See eddy.* --help\\.\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "empty.csv | empty.csv: the file is empty.",
        "header.csv | header.csv: expected rows of data but found only a header.",
        "ragged.csv | ragged.csv, line 50: expected 3 fields as in the header but found 4.",
        "text.csv | text.csv, line 50, column \"a\": expected a number but found \"x\".",
        "huge.csv | huge.csv, line 50, column \"a\": expected a number between",
        "binary.csv | expected UTF-8 text but found the byte",
        "few.csv | need at least 21",
        "unsorted.csv | unsorted.csv, line 3, column \"date\": expected a time after",
        "repeated.csv | which is there already.",
        "none.csv | none.csv: no such file or folder.",
        ". | expected a text file but found a folder."
      })
  void aBadFileIsRefusedWithThePlace(String name, String message) throws IOException {
    assertRefused(message, "train forecast --horizon 7", SMALL, "--data", badFile(name));
  }

  private Path badFile(String name) throws IOException {
    Path file = folder.resolve(name).normalize();
    List<String> lines = new ArrayList<>(Files.readAllLines(data));
    switch (name) {
      case "empty.csv" -> lines.clear();
      case "header.csv" -> lines.subList(1, lines.size()).clear();
      case "ragged.csv" -> lines.set(49, lines.get(49) + ",1");
      case "text.csv" -> lines.set(49, "2020-02-18,x,1");
      case "huge.csv" -> lines.set(49, "2020-02-18,1e999,1");
      case "few.csv" -> lines.subList(20, lines.size()).clear();
      case "unsorted.csv" -> Collections.swap(lines, 1, 2);
      case "repeated.csv" -> lines.set(50, lines.get(49));
      case "binary.csv" -> {
        byte[] bytes = new byte[5000];
        new SplittableRandom(1).nextBytes(bytes);
        return Files.write(file, bytes);
      }
      default -> {
        return file;
      }
    }
    return Files.write(file, lines);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "file | expected a folder to write the model to but found a file.",
        "file/below | cannot write to the folder",
        "others | expected an empty folder or one of Eddy's but it holds other files: note.txt."
      })
  void anUnusableFolderIsRefusedBeforeTraining(String out, String message) throws IOException {
    Files.writeString(folder.resolve("file"), "");
    Files.createDirectory(folder.resolve("others"));
    Files.writeString(folder.resolve("others/note.txt"), "");
    Ran ran = eddy("train forecast --horizon 7 --data", data, SMALL, "--out", folder.resolve(out));
    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err()).startsWith("eddy: ").contains(message).hasLineCount(1);
  }

  @Test
  void aFolderWithAnotherModelIsRefused() throws IOException {
    byte[] before = Files.readAllBytes(model.resolve("model.safetensors"));
    Ran ran = eddy("train forecast --horizon 7 --data", data, SMALL, "--out", model);
    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err()).contains("already holds a finished model").hasLineCount(1);
    Ran other =
        eddy("train forecast --horizon 7 --seed 2 --resume --data", data, SMALL, "--out", model);
    assertThat(other.status()).isEqualTo(2);
    assertThat(other.err()).contains("seed was \"1\" and is \"2\" now");
    assertThat(model.resolve("model.safetensors")).hasBinaryContent(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"evaluate", "predict", "info"})
  void aDamagedModelIsRefusedByEveryCommand(String command) throws IOException {
    for (String damage : List.of("cut", "flipped", "foreign", "gone")) {
      Path copy = Files.createDirectory(folder.resolve(damage));
      try (Stream<Path> files = Files.list(model)) {
        for (Path file : files.toList()) {
          Files.copy(file, copy.resolve(file.getFileName()));
        }
      }
      Path weights = copy.resolve("model.safetensors");
      byte[] bytes = Files.readAllBytes(weights);
      switch (damage) {
        case "cut" -> Files.write(weights, Arrays.copyOf(bytes, bytes.length - 3));
        case "flipped" -> {
          bytes[bytes.length / 2] ^= 4;
          Files.write(weights, bytes);
        }
        case "foreign" -> Files.writeString(weights, "something else");
        default -> Files.delete(weights);
      }
      Ran ran =
          command.equals("predict") ? eddy("predict", copy, "--data", data) : eddy(command, copy);
      assertThat(ran.status()).isEqualTo(2);
      assertThat(ran.out()).isEmpty();
      assertThat(ran.err()).startsWith("eddy: " + weights + ": ").hasLineCount(1);
    }
  }

  @Test
  void whatIsNoModelIsRefused() {
    for (Path path : List.of(folder, data, folder.resolve("nothing"))) {
      for (String command : List.of("evaluate", "info")) {
        Ran ran = eddy(command, path);
        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.err()).startsWith("eddy: " + path + ": ").hasLineCount(1);
      }
    }
  }

  @Test
  void aPredictionThatCannotBeWrittenLeavesNothing() throws IOException {
    Files.writeString(folder.resolve("file"), "");
    for (Path out :
        List.of(folder.resolve("none/out.csv"), folder.resolve("file/out.csv"), folder)) {
      Ran ran = eddy("predict", model, "--data", data, "--out", out);
      assertThat(ran.status()).isEqualTo(2);
      assertThat(ran.err()).startsWith("eddy: " + out + ": ").hasLineCount(1);
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(Path::getFileName).map(Path::toString)).containsExactly("file");
    }
  }

  @Test
  void aFileOfAnotherKindCannotBeForecast() throws IOException {
    Path other = Files.writeString(folder.resolve("other.csv"), "x,y\n1,2\n3,4\n");
    Ran ran = eddy("predict", model, "--data", other);
    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err()).contains("there is no column \"date\"").hasLineCount(1);
  }

  @Test
  void aDivergedTrainingSaysWhatToTry() {
    Path out = folder.resolve("diverged");
    Ran ran =
        eddy(
            "train forecast --horizon 7 --optimizer sgd --learning-rate 1e30 --data",
            data,
            SMALL,
            "--out",
            out);
    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err().lines().toList().getLast())
        .startsWith("eddy: Diverged in epoch 1, batch ")
        .contains("learning rate");
    assertThat(out).doesNotExist();
  }

  @Test
  void aBatchTooLargeForAnArrayIsTheUsersToMakeSmaller() {
    Path many = series(folder.resolve("many.csv"), 6000);
    Ran ran =
        eddy(
            "train forecast --horizon 1 --model encoder --look-back 1000 --hidden 1024",
            "--batch-size 4000 --data",
            many,
            "--out",
            folder.resolve("out"));
    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err().lines().toList().getLast())
        .startsWith("eddy: Shape: [3200000, ")
        .endsWith("Cut the data into smaller pieces. In training, take a smaller --batch-size.");
  }

  private void assertRefused(String message, Object... start) {
    Path out = folder.resolve("new model");
    List<Object> arguments = new ArrayList<>(List.of(start));
    arguments.addAll(List.of("--out", out));
    Ran ran = eddy(arguments.toArray());
    assertThat(ran.err()).startsWith("eddy: ").contains(message).hasLineCount(1);
    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.out()).isEmpty();
    assertThat(out).doesNotExist();
  }
}
