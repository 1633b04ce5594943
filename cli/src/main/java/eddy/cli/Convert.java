package eddy.cli;

import eddy.format.AtomicFile;
import eddy.format.BadInput;
import eddy.format.Lines;
import eddy.format.TextFiles;
import eddy.format.folder.ModelFolder;
import eddy.format.folder.TrainingFolder;
import eddy.format.safetensors.Safetensors;
import eddy.graph.Carried;
import eddy.graph.Exporter;
import eddy.graph.Graph;
import eddy.graph.GraphModel;
import eddy.graph.Meaning;
import eddy.graph.Port;
import eddy.graph.foreign.ForeignModel;
import eddy.graph.onnx.OnnxExport;
import eddy.graph.pytorch.TorchLines;
import eddy.graph.tensorflow.TensorflowGraph;
import eddy.task.TrainedModel;
import eddy.tasks.Models;
import eddy.tensor.Array;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Brings models from and to other frameworks' files. */
@Command(
    name = "convert",
    sortOptions = false,
    header = "Converts models from and to other frameworks' files.",
    description = {
      "IN is a model folder of Eddy's or a file of another framework, whose format is recognised by",
      "its content. OUT is a file where it ends in .onnx or .safetensors, and else a model folder,",
      "which predict and evaluate take."
    })
final class Convert implements Callable<Integer> {
  private static final String ONNX = ".onnx";
  private static final String SAFETENSORS = ".safetensors";
  private static final String TOKENS = "word";
  private static final List<String> WITHOUT_FORGET_BIAS =
      List.of("tensorflow checkpoint", "tensorflow saved model");
  private static final int LONGEST_LABEL = 1 << 16;

  @Parameters(index = "0", paramLabel = "IN", description = "The model to convert.")
  private Path in;

  @Parameters(index = "1", paramLabel = "OUT", description = "Where the converted model goes.")
  private Path out;

  @Option(
      names = "--states",
      description =
          "Of a model of Eddy's: make the states of its recurrent layers inputs and outputs of the"
              + " ONNX model, for a caller to carry.")
  private boolean states;

  @Option(
      names = "--carry",
      paramLabel = "OUTPUT=INPUT",
      description =
          "An output of another framework's model that is an input of its next call, instead of"
              + " what the names tell. May be repeated; an empty value carries nothing.")
  private List<String> carry = new ArrayList<>();

  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description =
          "The classes that the elements of the first output stand for, one a line: predict then"
              + " names the likeliest.")
  private Optional<Path> labels;

  @Option(
      names = "--vocabulary",
      paramLabel = "FILE",
      description =
          "The tokens that the ids of another framework's model stand for, one a line, 0 the first:"
              + " predict then takes texts.")
  private Optional<Path> vocabulary;

  @Option(
      names = "--tokens",
      paramLabel = "KIND",
      description =
          "Of --vocabulary: word, whitespace or character, where a text is cut (default: "
              + TOKENS
              + ").")
  private Optional<String> tokens;

  @Option(
      names = "--weights",
      paramLabel = "FILE",
      description = "The weights of a Keras model whose configuration, a JSON file, is IN.")
  private Optional<Path> weights;

  @Option(
      names = "--forget-bias",
      paramLabel = "NUMBER",
      description =
          "What a program of TensorFlow 1 added to the forget gates, which its checkpoints leave out"
              + " (default: "
              + TensorflowGraph.FORGET_BIAS
              + ").")
  private Optional<Float> forgetBias;

  @Spec private CommandSpec spec;

  private final Console console;

  Convert(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if (ModelFolder.existing(in).isPresent()) {
      exported();
    } else {
      imported();
    }
    return ExitCode.OK;
  }

  private boolean to(String ending) {
    return out.getFileName() != null && out.getFileName().toString().endsWith(ending);
  }

  /** A model of Eddy's, for others. */
  private void exported() {
    refuse(!carry.isEmpty(), "--carry", "another framework's model");
    refuse(labels.isPresent(), "--labels", "another framework's model");
    refuse(vocabulary.isPresent(), "--vocabulary", "another framework's model");
    refuse(tokens.isPresent(), "--tokens", "another framework's model");
    refuse(forgetBias.isPresent(), "--forget-bias", "another framework's model");
    refuse(states && to(SAFETENSORS), "--states", ".onnx as OUT");
    refuse(weights.isPresent(), "--weights", "a Keras model's configuration");
    try (TrainedModel model = Models.open(in)) {
      ModelFolder folder = model.folder();
      if (to(ONNX)) {
        Graph graph =
            Ability.of(model, Exporter.class, out.toString(), "a model that can be written as ONNX")
                .graph(states);
        writeOnnx(graph, "A model for the task " + folder.task() + ".", metadata(folder));
      } else if (to(SAFETENSORS)) {
        writeWeights(folder.weights());
      } else {
        throw new BadInput(
            out + ": expected a name that ends in .onnx or .safetensors for a model of Eddy's.");
      }
    }
  }

  private static void refuse(boolean given, String option, String expected) {
    if (given) {
      throw new BadInput(option + ": expected " + expected + ". Leave the option out.");
    }
  }

  /** What the network alone does not tell: settings, and the words that the numbers stand for. */
  private static Map<String, String> metadata(ModelFolder folder) {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("eddy.task", folder.task());
    if (!folder.task().equals(GraphModel.TASK)) {
      metadata.put("eddy.config", folder.config().toString());
    }
    for (String name : folder.files()) {
      if (name.endsWith(".txt")) {
        metadata.put("eddy." + name, folder.text(name));
      }
    }
    return metadata;
  }

  /** Another framework's model, for Eddy or for a third one. */
  private void imported() {
    boolean folder = !to(ONNX) && !to(SAFETENSORS);
    refuse(states, "--states", "a model of Eddy's; another framework's has the states that it has");
    refuse(labels.isPresent() && !folder, "--labels", "a model folder as OUT");
    refuse(vocabulary.isPresent() && !folder, "--vocabulary", "a model folder as OUT");
    refuse(tokens.isPresent() && vocabulary.isEmpty(), "--tokens", "--vocabulary beside it");
    refuse(!carry.isEmpty() && to(SAFETENSORS), "--carry", "a model folder or .onnx as OUT");
    refuse(
        forgetBias.isPresent() && to(SAFETENSORS),
        "--forget-bias",
        "a model folder or .onnx as OUT");
    ForeignModel model =
        ForeignModel.read(
            in, new ForeignModel.Beside(weights, forgetBias.orElse(TensorflowGraph.FORGET_BIAS)));
    refuse(
        forgetBias.isPresent() && !WITHOUT_FORGET_BIAS.contains(model.format()),
        "--forget-bias",
        "a " + String.join(" or ", WITHOUT_FORGET_BIAS));
    if (to(SAFETENSORS)) {
      writeWeights(model.tensors());
      return;
    }
    Graph graph = model.requireGraph();
    model.assumed().forEach(console::note);
    if (!carry.isEmpty()) {
      graph = carrying(graph);
    }
    if (to(ONNX)) {
      writeOnnx(graph, "Converted from " + model.format() + ".", Map.of());
      return;
    }
    List<String> arguments = spec.root().commandLine().getParseResult().originalArgs();
    String command = console.command(arguments);
    var converted = GraphModel.model(graph, model.format(), meaning(), command, in);
    try (TrainingFolder made = TrainingFolder.open(out)) {
      if (made.holdsTraining()) {
        throw new BadInput(
            out
                + ": this folder already holds a model, or a training that was not finished."
                + " Choose another OUT.");
      }
      made.save(converted);
    }
    console.note(
        "%s: %s nodes, inputs %s, outputs %s%s."
            .formatted(
                out,
                Numbers.grouped(graph.nodes().size()),
                names(graph.givenInputs()),
                names(graph.wantedOutputs()),
                graph.carried().isEmpty() ? "" : ", states " + carried(graph)));
  }

  private Graph carrying(Graph graph) {
    List<Carried> all = new ArrayList<>();
    for (String pair : carry) {
      String[] names = pair.split("=", -1);
      if (names.length == 2 && !names[0].isEmpty() && !names[1].isEmpty()) {
        all.add(new Carried(names[0], names[1]));
      } else if (!pair.isEmpty()) {
        throw new BadInput("--carry: expected OUTPUT=INPUT but found " + BadInput.quote(pair));
      }
    }
    try {
      return graph.carrying(all);
    } catch (IllegalArgumentException e) {
      throw new BadInput(
          "--carry: expected outputs of %s and inputs of %s but found %s."
              .formatted(names(graph.outputs()), names(graph.inputs()), carry),
          e);
    }
  }

  private Meaning meaning() {
    return new Meaning(
        labels.map(Convert::lines).orElse(List.of()),
        vocabulary.map(file -> new Meaning.Tokens(tokens.orElse(TOKENS), lines(file))));
  }

  private static List<String> lines(Path file) {
    List<String> all = new ArrayList<>();
    try (Lines lines = TextFiles.lines(file, StandardCharsets.UTF_8, LONGEST_LABEL)) {
      while (lines.next()) {
        all.add(lines.piece());
      }
    }
    return all;
  }

  private void writeOnnx(Graph graph, String description, Map<String, String> metadata) {
    OnnxExport.write(out, graph, description, metadata);
    console.note(
        "%s: inputs %s, outputs %s%s."
            .formatted(
                out,
                names(graph.inputs()),
                names(graph.outputs()),
                graph.carried().isEmpty() ? "" : ", states " + carried(graph)));
  }

  private void writeWeights(Map<String, Array> weights) {
    AtomicFile.write(out, to -> Safetensors.write(to, weights, Map.of()));
    console.note(out + ": " + Numbers.grouped(weights.size()) + " tensors.");
    console.note(TorchLines.loading(out, weights));
  }

  private static String names(List<Port> ports) {
    return ports.stream()
        .map(port -> port.name() + " " + port.shape())
        .collect(Collectors.joining(", "));
  }

  private static String carried(Graph graph) {
    return graph.carried().stream()
        .map(state -> state.output() + " -> " + state.input())
        .collect(Collectors.joining(", "));
  }
}
