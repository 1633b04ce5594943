package eddy.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eddy.format.BadInput;
import eddy.format.folder.Model;
import eddy.format.folder.ModelFolder;
import eddy.format.folder.Provenance;
import eddy.format.folder.TrainingFolder;
import eddy.task.Evaluation;
import eddy.text.Vocabulary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GraphModelTest {
  @TempDir Path folder;

  @Test
  void aModelThatIsRefusedLeavesNoThreads() throws InterruptedException {
    GraphBuilder graph = new GraphBuilder();
    String ids = graph.input("ids", Type.INTEGER, "batch", "time");
    graph.output("y", graph.add("Identity", ids), Type.INTEGER, "batch", "time");
    Meaning meaning =
        new Meaning(List.of(), Optional.of(new Meaning.Tokens("unheard of", List.of("a"))));
    try (TrainingFolder made = TrainingFolder.open(folder)) {
      made.save(
          new Model(
              GraphModel.TASK,
              GraphConfig.of(graph.build(), "onnx", meaning),
              Map.of(),
              List.of(),
              Provenance.now("", 0, Map.of(), Map.of(), Map.of()),
              Map.of(Vocabulary.FILE, "a")));
    }
    ModelFolder model = ModelFolder.open(folder);
    Set<Thread> before = team();
    assertThatThrownBy(() -> GraphModel.of(model))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("but found \"unheard of\"");
    Set<Thread> left = team();
    left.removeAll(before);
    for (Thread thread : left) {
      // A team that is closed ends in its own time.
      thread.join(10_000);
    }
    assertThat(left).noneMatch(Thread::isAlive);
  }

  @Test
  void anItemIsALineWithAnOutputThatWasExpected() throws IOException {
    GraphBuilder graph = new GraphBuilder();
    String x = graph.input("x", Type.FLOAT, "batch", "2");
    graph.output("y", graph.add("Neg", x), Type.FLOAT, "batch", "2");
    try (TrainingFolder made = TrainingFolder.open(folder)) {
      made.save(GraphModel.model(graph.build(), "onnx", Meaning.NONE, "", folder));
    }
    Path lines = folder.resolve("lines.jsonl");
    Files.writeString(
        lines,
        """
        {"x": [[1, 2], [3, 4]], "y": [[-1, -2], [-3, -6]]}
        {"x": [[1, 2]]}
        {"x": [[5, 6]], "y": [[-5, -6]]}
        """);
    try (GraphModel model = GraphModel.of(ModelFolder.open(folder))) {
      Evaluation found = model.evaluate(Optional.of(lines));
      assertThat(found.items()).isEqualTo(2);
      assertThat(found.metrics()).containsEntry("max_error", 2.0).containsEntry("mae", 2.0 / 6);
    }
  }

  private static Set<Thread> team() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("eddy-worker"))
        .collect(Collectors.toSet());
  }
}
