package eddy.cli;

import static eddy.cli.Shell.eddy;
import static org.assertj.core.api.Assertions.assertThat;

import eddy.cli.Shell.Ran;
import eddy.format.Json;
import eddy.format.safetensors.Safetensors;
import eddy.graph.Attributes;
import eddy.graph.GraphBuilder;
import eddy.graph.Type;
import eddy.graph.Value;
import eddy.graph.onnx.OnnxExport;
import eddy.tensor.Array;
import eddy.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class ConvertTest {
  @TempDir Path folder;

  /** Adds what it is given to what it has been given so far, and doubles the sum. */
  private Path sums() {
    GraphBuilder graph = new GraphBuilder();
    String x = graph.input("x", Type.FLOAT, "batch", "2");
    String before = graph.input("sum", Type.FLOAT, "batch", "2");
    String sum = graph.add("Add", x, before);
    String two = graph.constant("two", new Value.Floats(Shape.of(2), new float[] {2, 2}));
    graph.output("y", graph.add("Mul", sum, two), Type.FLOAT, "batch", "2");
    graph.output("next_sum", sum, Type.FLOAT, "batch", "2");
    graph.carry("next_sum", "sum");
    Path file = folder.resolve("sums.onnx");
    OnnxExport.write(file, graph.build(), "Sums.", Map.of());
    return file;
  }

  @Test
  void aForeignModelBecomesAFolderThatPredictsAndCarriesItsState() throws IOException {
    Path model = folder.resolve("model");
    Ran ran = eddy("convert", sums(), model);
    assertThat(ran.err()).contains("inputs x [batch, 2]", "states next_sum -> sum");
    assertThat(ran.status()).isZero();
    Path lines = Files.writeString(folder.resolve("x.jsonl"), "{\"x\": [[1, 2]]}\n[[10, 20]]\n");
    assertThat(eddy("predict", model, "--data", lines).out())
        .isEqualTo("y\n\"[[2.0, 4.0]]\"\n\"[[22.0, 44.0]]\"\n");
    assertThat(eddy("info", model).out()).contains("task: graph");
    Path expected =
        Files.writeString(folder.resolve("y.jsonl"), "{\"x\": [[1, 2]], \"y\": [[2, 4.5]]}\n");
    assertThat(eddy("evaluate", model, "--data", expected, "--json").out())
        .contains("\"max_error\": 0.5", "\"mae\": 0.25");
    // And on to others again.
    Path again = folder.resolve("again.onnx");
    assertThat(eddy("convert", model, again).status()).isZero();
    Path back = folder.resolve("back");
    assertThat(eddy("convert", again, back).status()).isZero();
    assertThat(eddy("predict", back, "--text", "[[1,2]]").out()).contains("[[2.0, 4.0]]");
  }

  @Test
  void statesMayBeNamedAndClassesToo() throws IOException {
    Path model = folder.resolve("model");
    Path labels = Files.writeString(folder.resolve("labels.txt"), "left\nright\n");
    assertThat(eddy("convert", sums(), model, "--carry", "y=sum", "--labels", labels).status())
        .isZero();
    Path lines = Files.writeString(folder.resolve("x.jsonl"), "[[1, 0]]\n[[0, 9]]\n");
    assertThat(eddy("predict", model, "--data", lines).out())
        .isEqualTo("next_sum,label\n\"[[1.0, 0.0]]\",left\n\"[[2.0, 9.0]]\",right\n");
    Ran wrong = eddy("convert", sums(), model, "--carry", "z=sum");
    assertThat(wrong.status()).isEqualTo(2);
    assertThat(wrong.err()).contains("--carry: expected outputs of y");
  }

  /** The sum of a vector for each token. */
  private Path tokens() {
    GraphBuilder graph = new GraphBuilder();
    String ids = graph.input("ids", Type.INTEGER, "batch", "time");
    Value.Floats table = new Value.Floats(Shape.of(3, 2), new float[] {0, 1, 4, 0, 0, 2});
    String rows = graph.add("Gather", graph.constant("table", table), ids);
    String y = graph.add("ReduceSum", Attributes.of("keepdims", 0), rows, graph.integers(1));
    graph.output("y", y, Type.FLOAT, "batch", "2");
    Path file = folder.resolve("tokens.onnx");
    OnnxExport.write(file, graph.build(), "Tokens.", Map.of());
    return file;
  }

  @Test
  void withAVocabularyAModelTakesTexts() throws IOException {
    Path model = folder.resolve("model");
    Path words = Files.writeString(folder.resolve("words.txt"), "<unk>\ngood\nbad\n");
    Path labels = Files.writeString(folder.resolve("labels.txt"), "pos\nneg\n");
    assertThat(eddy("convert", tokens(), model, "--vocabulary", words, "--labels", labels).status())
        .isZero();
    Path text = Files.writeString(folder.resolve("text"), "good film\n");
    assertThat(eddy("predict", model, "--data", text).out())
        .isEqualTo("y,label\n\"[[4.0, 1.0]]\",pos\n");
    assertThat(eddy("predict", model, "--text", "[[2,2]]").out()).contains("[[0.0, 4.0]]");
    assertThat(eddy("predict", model, "--text=[UNK]bad").out()).contains("[[0.0, 5.0]]");
    Path lines =
        Files.writeString(folder.resolve("lines"), "{\"ids\": \"bad\", \"y\": [[0, 2]]}\n");
    assertThat(eddy("evaluate", model, "--data", lines, "--json").out())
        .contains("\"max_error\": 0.0");
    Path few = Files.writeString(folder.resolve("few.txt"), "good\nbad\n");
    Path other = folder.resolve("other");
    eddy("convert", tokens(), other, "--vocabulary", few, "--tokens", "whitespace");
    assertThat(eddy("predict", other, "--text", "bad").out()).contains("[[4.0, 0.0]]");
    assertThat(eddy("predict", other, "--text", "film").err())
        .contains("expected tokens of the vocabulary but found");
    for (Ran wrong :
        new Ran[] {
          eddy("convert", sums(), model, "--vocabulary", words),
          eddy("convert", tokens(), model, "--vocabulary", words, "--tokens", "subword")
        }) {
      assertThat(wrong.status()).isEqualTo(2);
      assertThat(wrong.err()).contains(": expected");
    }
  }

  @Test
  void whatAModelIsToldIsSaidOfAFileToo() {
    Ran ran = eddy("info", sums());
    assertThat(ran.out())
        .contains("format: onnx", "x: FLOAT [batch, 2]", "next_sum: sum", "Mul: 1", "two");
    // A file may hold any type, which reading widens; so none is told.
    assertThat(Json.parse(eddy("info --json", sums()).out(), "out", JsonNode.class).path("tensors"))
        .hasToString("[{\"name\":\"two\",\"shape\":[2]}]");
  }

  @Test
  void whatWeightsDoNotTellIsSaid() {
    Path file = folder.resolve("rnn.safetensors");
    Map<String, Array> weights =
        Map.of("rnn.weight_ih_l0", Array.zeros(4, 2), "rnn.weight_hh_l0", Array.zeros(4, 4));
    Safetensors.write(file, weights, Map.of());
    assertThat(eddy("convert", file, folder.resolve("rnn")).err())
        .contains("The activation of an RNN, which weights don't tell, was taken to be tanh.");
  }

  @Test
  void aModelOrAnUnfinishedTrainingIsNotReplaced() throws IOException {
    Path model = folder.resolve("model");
    assertThat(eddy("convert", sums(), model).status()).isZero();
    byte[] config = Files.readAllBytes(model.resolve("config.json"));
    Path unfinished = Files.createDirectory(folder.resolve("unfinished"));
    Files.writeString(unfinished.resolve("checkpoint.safetensors"), "of a training");
    for (Path out : new Path[] {model, unfinished}) {
      Ran ran = eddy("convert", tokens(), out);
      assertThat(ran.status()).isEqualTo(2);
      assertThat(ran.err())
          .contains(out + ": this folder already holds a model, or")
          .hasLineCount(1);
    }
    assertThat(model.resolve("config.json")).hasBinaryContent(config);
    assertThat(unfinished.resolve("config.json")).doesNotExist();
  }

  @Test
  void mistakesAreRefusedInALine() throws IOException {
    Path model = folder.resolve("model");
    eddy("convert", sums(), model);
    Path none = Files.writeString(folder.resolve("none.onnx"), "nothing");
    for (Ran ran :
        new Ran[] {
          eddy("convert", none, folder.resolve("out")),
          eddy("convert", folder.resolve("missing.onnx"), folder.resolve("out")),
          eddy("convert", model, folder.resolve("out")),
          eddy("predict", model, "--text", "[[1,2,3]]"),
          eddy("predict", model, "--text", "[[1,2],[3]]"),
          eddy("predict", model, "--text", "{\"z\":1}"),
          eddy("predict", model, "--text", "hello"),
          eddy("evaluate", model)
        }) {
      assertThat(ran.status()).as(ran.err()).isEqualTo(2);
      assertThat(ran.err().strip().lines()).hasSize(1);
    }
  }

  @Test
  void optionsThatWouldChangeNothingAreRefused() {
    Path model = folder.resolve("model");
    eddy("convert", sums(), model);
    Path out = folder.resolve("out");
    Path onnx = folder.resolve("out.onnx");
    Path weights = folder.resolve("out.safetensors");
    assertRefused("--states: expected .onnx as OUT.", model, weights, "--states");
    assertRefused("--tokens: expected another", model, onnx, "--tokens word");
    assertRefused("--forget-bias: expected another", model, onnx, "--forget-bias 1");
    assertRefused("--tokens: expected --vocabulary beside", sums(), out, "--tokens word");
    assertRefused("--forget-bias: expected a model folder", sums(), weights, "--forget-bias 1");
    assertRefused("--forget-bias: expected a tensorflow", sums(), out, "--forget-bias 1");
  }

  private static void assertRefused(String message, Path in, Path out, String option) {
    Ran ran = eddy("convert", in, out, option);
    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err()).startsWith("eddy: " + message).hasLineCount(1);
    assertThat(out).doesNotExist();
  }

  @Test
  void aModelOfEddysGoesToOthers() {
    Path data = Shell.text(folder.resolve("text.txt"), 40);
    Path model = folder.resolve("language");
    eddy(
        "train language --tokens character --hidden 4 --embedding 3 --epochs 1 --threads 1 --data",
        data,
        "--out",
        model);
    Path onnx = folder.resolve("language.onnx");
    Ran ran = eddy("convert", model, onnx, "--states");
    assertThat(ran.err())
        .contains("inputs tokens [batch, time]", "rnns.0.next_h_l0 -> rnns.0.h_l0");
    Path converted = folder.resolve("converted");
    assertThat(eddy("convert", onnx, converted).status()).isZero();
    assertThat(eddy("predict", converted, "--text", "[[1,2]]").out())
        .startsWith("log_probabilities\n");
    Path weights = folder.resolve("language.safetensors");
    assertThat(eddy("convert", model, weights).status()).isZero();
    assertThat(Safetensors.read(weights).tensors()).containsKey("rnns.0.weight_ih_l0");
  }
}
