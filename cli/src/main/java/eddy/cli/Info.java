package eddy.cli;

import eddy.format.BadInput;
import eddy.format.Json;
import eddy.format.folder.Epoch;
import eddy.format.folder.ModelFolder;
import eddy.format.folder.Provenance;
import eddy.format.safetensors.Safetensors;
import eddy.format.safetensors.SafetensorsHeader;
import eddy.graph.Port;
import eddy.graph.foreign.ForeignModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Says what is in a model folder or a model file. */
@Command(
    name = "info",
    sortOptions = false,
    header = "Says what is in a model folder or a model file, Eddy's or another framework's.")
final class Info implements Callable<Integer> {
  private static final int WIDEST_VALUE = 300;

  @Parameters(paramLabel = "PATH", description = "A model folder or a model file.")
  private Path path;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  private final Console console;

  Info(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if (!Files.exists(path)) {
      throw new BadInput(path + ": no such file or folder.");
    }
    Map<String, Object> info =
        ForeignModel.recognizes(path) && ModelFolder.existing(path).isEmpty()
            ? foreign()
            : Files.isDirectory(path) ? folder() : file();
    console.print(json ? Json.text(info) : text(info));
    return ExitCode.OK;
  }

  private Map<String, Object> folder() {
    ModelFolder folder = ModelFolder.open(path);
    Path weights = folder.weightsFile();
    SafetensorsHeader header = Safetensors.header(weights);
    Provenance provenance = folder.provenance();
    Map<String, Object> info = new LinkedHashMap<>();
    info.put("path", path.toString());
    info.put("task", folder.task());
    info.put("config", folder.config());
    info.put("parameters", parameters(header));
    info.put("bytes", size(weights));
    info.put("history", history(folder.history()));
    info.put("provenance", provenance);
    info.put("files", folder.files());
    info.put("tensors", tensors(header));
    return info;
  }

  private Map<String, Object> foreign() {
    ForeignModel model = ForeignModel.read(path);
    Map<String, Object> info = new LinkedHashMap<>();
    info.put("path", path.toString());
    info.put("format", model.format());
    model
        .graph()
        .ifPresent(graph -> {
          info.put("inputs", ports(graph.inputs()));
          info.put("outputs", ports(graph.outputs()));
          Map<String, String> states = new LinkedHashMap<>();
          graph.carried().forEach(state -> states.put(state.output(), state.input()));
          info.put("states", states);
          info.put("operators", graph.operators());
        });
    info.put("layers", model.layers());
    info.put("not_mapped", model.unmapped());
    info.put("assumed", model.assumed());
    info.put(
        "parameters", model.tensors().values().stream().mapToLong(t -> t.shape().size()).sum());
    List<Map<String, Object>> tensors = new ArrayList<>();
    model
        .tensors()
        .forEach((name, array) -> {
          Map<String, Object> tensor = new LinkedHashMap<>();
          tensor.put("name", name);
          // Its type and size in the file are not known here: reading widens whatever it was.
          tensor.put("shape", array.shape().toArray());
          tensors.add(tensor);
        });
    info.put("tensors", tensors);
    return info;
  }

  private static Map<String, String> ports(List<Port> ports) {
    Map<String, String> named = new LinkedHashMap<>();
    ports.forEach(port -> named.put(port.name(), port.type() + " " + port.shape()));
    return named;
  }

  private Map<String, Object> file() {
    SafetensorsHeader header = Safetensors.header(path);
    Map<String, Object> info = new LinkedHashMap<>();
    info.put("path", path.toString());
    info.put("format", "safetensors");
    info.put("parameters", parameters(header));
    info.put("bytes", size(path));
    info.put("metadata", header.metadata());
    info.put("tensors", tensors(header));
    return info;
  }

  private static Map<String, Object> history(List<Epoch> epochs) {
    Map<String, Object> history = new LinkedHashMap<>();
    history.put("epochs", epochs.size());
    history.put("seconds", epochs.stream().mapToDouble(Epoch::seconds).sum());
    best(epochs).ifPresent(best -> history.put("best", best));
    if (!epochs.isEmpty()) {
      history.put("last", epochs.getLast());
    }
    return history;
  }

  /**
   * The epoch whose weights were kept: in every task validation is the lower, the better, and of
   * equal ones training keeps the last.
   */
  static Optional<Epoch> best(List<Epoch> epochs) {
    return epochs.reversed().stream()
        .filter(epoch -> validation(epoch).isPresent())
        .min(Comparator.comparing(epoch -> validation(epoch).orElseThrow()));
  }

  private static Optional<Double> validation(Epoch epoch) {
    return epoch.metrics().entrySet().stream()
        .filter(metric -> metric.getKey().startsWith("validation"))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  private static long parameters(SafetensorsHeader header) {
    return header.tensors().values().stream().mapToLong(info -> info.shape().size()).sum();
  }

  private static List<Map<String, Object>> tensors(SafetensorsHeader header) {
    List<Map<String, Object>> tensors = new ArrayList<>();
    header
        .tensors()
        .forEach((name, info) -> {
          Map<String, Object> tensor = new LinkedHashMap<>();
          tensor.put("name", name);
          tensor.put("dtype", info.dtype().name());
          tensor.put("shape", info.shape().toArray());
          tensor.put("bytes", info.end() - info.begin());
          tensors.add(tensor);
        });
    return tensors;
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw BadInput.of(file, e);
    }
  }

  private static String text(Map<String, Object> info) {
    Map<String, Object> outline = new LinkedHashMap<>(info);
    JsonNode tensors = Json.mapper().valueToTree(outline.remove("tensors"));
    TextTable table = new TextTable();
    if (!tensors.isEmpty()) {
      table.row(List.copyOf(tensors.get(0).propertyNames()));
    }
    for (JsonNode tensor : tensors.values()) {
      table.row(tensor.values().stream().map(Info::cell).toList());
    }
    StringBuilder text = new StringBuilder();
    outline(Json.mapper().valueToTree(outline), "", text);
    return text.append("tensors:\n").append(table).toString();
  }

  private static String cell(JsonNode value) {
    return value.isArray() ? value.toString().replace(",", " x ") : shown(value);
  }

  /** A line for each entry, those of an object indented below its name. */
  private static void outline(JsonNode node, String indent, StringBuilder text) {
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      JsonNode value = entry.getValue();
      text.append(indent).append(entry.getKey()).append(':');
      if (value.isObject() && !value.isEmpty()) {
        text.append('\n');
        outline(value, indent + "  ", text);
      } else {
        text.append(' ').append(shown(value)).append('\n');
      }
    }
  }

  private static String shown(JsonNode value) {
    String text =
        switch (value.getNodeType()) {
          case ARRAY -> value.values().stream().map(Info::shown).collect(Collectors.joining(", "));
          case NUMBER ->
              value.isIntegralNumber()
                  ? Numbers.grouped(value.asLong())
                  : Numbers.four(value.asDouble());
          case STRING -> value.asString();
          case BOOLEAN -> value.toString();
          default -> value.isEmpty() ? "-" : value.toString();
        };
    return text.length() > WIDEST_VALUE ? text.substring(0, WIDEST_VALUE) + "..." : text;
  }
}
