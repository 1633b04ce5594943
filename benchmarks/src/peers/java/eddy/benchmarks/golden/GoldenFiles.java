package eddy.benchmarks.golden;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.global.torch;

/**
 * Writes every golden file anew, and their index.
 *
 * <p>From the root of the project, on Linux x86-64:
 *
 * <pre>{@code
 * mvn -q -P peers,golden -pl benchmarks -am process-classes
 * }</pre>
 *
 * <p>The same program gives the same files; {@code git diff} shows what a change to it changed.
 */
public final class GoldenFiles {
  private GoldenFiles() {}

  /** The only argument is the folder that receives the files. */
  public static void main(String[] arguments) throws IOException, OrtException {
    Path folder = Files.createDirectories(Path.of(arguments[0]).normalize());
    // One thread, so that sums are always added in the same order.
    torch.set_num_threads(1);
    List<GoldenFile> files = new ArrayList<>();
    try (PointerScope _ = new PointerScope()) {
      files.addAll(RecurrentCases.all());
      files.addAll(LayerCases.all());
      files.addAll(LossCases.all());
      files.addAll(AttentionCases.all());
      files.addAll(OptimizerCases.all());
      files.add(TrainingCase.lstm());
    }
    files.addAll(OnnxCases.all());
    try (var old = Files.newDirectoryStream(folder, "*.txt")) {
      for (Path file : old) {
        Files.delete(file);
      }
    }
    files.forEach(file -> file.write(folder));
    Files.writeString(
        folder.resolve("index.txt"),
        files.stream().map(GoldenFile::name).sorted().collect(Collectors.joining("\n", "", "\n")),
        StandardCharsets.US_ASCII);
    System.out.println(files.size() + " golden files in " + folder);
  }
}
