package eddy.graph;

import eddy.format.BadInput;
import eddy.format.Digest;
import eddy.format.Json;
import eddy.format.Lines;
import eddy.format.TextFiles;
import eddy.format.folder.Model;
import eddy.format.folder.ModelFolder;
import eddy.format.folder.Provenance;
import eddy.task.Evaluation;
import eddy.task.Rows;
import eddy.tensor.Workspace;
import eddy.text.Vocabulary;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * A model that another framework has made: a graph with named inputs and outputs.
 *
 * <pre>{@code
 * try (GraphModel model = GraphModel.of(ModelFolder.open(Path.of("model")))) {
 *   GraphSession session = model.session();
 *   Value y = session.run(Map.of("x", x)).get("y");
 * }
 * }</pre>
 */
public final class GraphModel implements Exporter {
  /** The name of the task in model folders. */
  public static final String TASK = "graph";

  private static final int LONGEST_LINE = 1 << 26;

  private final ModelFolder folder;
  private final GraphConfig config;
  private final Executor executor;
  private final Workspace workspace;
  private final Optional<TextInput> texts;

  private GraphModel(
      ModelFolder folder, GraphConfig config, Executor executor, Workspace workspace) {
    this.folder = folder;
    this.config = config;
    this.executor = executor;
    this.workspace = workspace;
    texts =
        config
            .tokenizer()
            .map(name ->
                new TextInput(
                    executor.graph(),
                    new Meaning.Tokens(
                        name, List.of(folder.text(Vocabulary.FILE).split("\n", -1)))));
  }

  /**
   * Makes the model that a folder holds. It owns a team of threads until it is closed.
   *
   * @throws BadInput if it holds a model of another task, or weights that don't fit its settings
   */
  public static GraphModel of(ModelFolder folder) {
    GraphConfig config = folder.config(TASK, GraphConfig.class);
    Workspace workspace = new Workspace();
    boolean made = false;
    try {
      Executor executor = new Executor(config.graph(folder.weights()), workspace);
      GraphModel model = new GraphModel(folder, config, executor, workspace);
      made = true;
      return model;
    } catch (IllegalArgumentException e) {
      throw new BadInput(folder.path() + ": " + e.getMessage(), e);
    } finally {
      if (!made) {
        workspace.close();
      }
    }
  }

  /**
   * A graph as a model for a folder.
   *
   * @param format what it was read from
   * @param meaning what its numbers stand for
   * @param command the command line that made it
   * @param source the file that it was read from
   * @throws BadInput if the graph can't be computed, or does not read what is said that it reads;
   *     the message names the node
   */
  public static Model model(
      Graph graph, String format, Meaning meaning, String command, Path source) {
    check(graph, source);
    meaning.tokens().ifPresent(tokens -> new TextInput(graph, tokens));
    Map<String, String> data =
        Files.isRegularFile(source)
            ? Map.of(source.getFileName().toString(), Digest.sha256(source))
            : Map.of();
    return new Model(
        TASK,
        GraphConfig.of(graph, format, meaning),
        graph.weights(),
        List.of(),
        Provenance.now(command, 0, data, Map.of(), Map.of("format", format)),
        meaning
            .tokens()
            .map(tokens -> Map.of(Vocabulary.FILE, String.join("\n", tokens.vocabulary())))
            .orElse(Map.of()));
  }

  /** Makes sure that a graph can be computed. */
  private static void check(Graph graph, Path source) {
    try (Workspace alone = new Workspace(1)) {
      new Executor(graph, alone);
    } catch (IllegalArgumentException e) {
      throw new BadInput(source + ": " + e.getMessage(), e);
    }
  }

  @Override
  public ModelFolder folder() {
    return folder;
  }

  @Override
  public Graph graph(boolean states) {
    return executor.graph();
  }

  /** Calls that carry the graph's states from one to the next, from zeros. */
  public GraphSession session() {
    return new GraphSession(executor);
  }

  @Override
  public void close() {
    workspace.close();
  }

  /**
   * One row for each line of JSON: an object with the value of each input, as nested lists, or the
   * value alone where there is only one input. With a vocabulary, what is neither an object nor a
   * list is a text. The lines are calls one after the other, so states are carried from line to
   * line.
   */
  @Override
  public void predict(InputStream data, String name, Rows out) throws IOException {
    GraphSession session = session();
    List<String> columns =
        new ArrayList<>(executor.graph().wantedOutputs().stream().map(Port::name).toList());
    if (!config.labels().isEmpty()) {
      columns.add("label");
    }
    out.columns(columns);
    forEachLine(
        data,
        name,
        line -> {
          SequencedMap<String, Value> outputs = call(session, line);
          List<Object> row = new ArrayList<>();
          outputs.values().forEach(value -> row.add(ValueJson.write(value)));
          if (!config.labels().isEmpty()) {
            row.add(label(outputs.firstEntry().getValue()));
          }
          out.row(row);
        });
  }

  /** One line of a file with a place for messages. */
  private record Line(String place, JsonNode json) {}

  private interface Each {
    void take(Line line) throws IOException;
  }

  /** Goes through the lines as they come, since a stream may have no end. */
  private void forEachLine(InputStream data, String name, Each each) throws IOException {
    try (Lines lines = TextFiles.lines(data, name, StandardCharsets.UTF_8, LONGEST_LINE)) {
      for (int number = 1; lines.next(); number++) {
        String place = name + ", line " + number;
        String piece = lines.piece();
        if (!piece.isBlank()) {
          each.take(new Line(place, json(piece, place)));
        }
      }
    }
  }

  private JsonNode json(String piece, String place) {
    if (texts.isEmpty() || piece.startsWith("{")) {
      return Json.parse(piece, place, JsonNode.class);
    }
    if (piece.startsWith("[")) {
      try {
        return Json.parse(piece, place, JsonNode.class);
      } catch (BadInput e) {
        // A text may begin with a bracket, too: [UNK] and what comes after it.
      }
    }
    return Json.mapper().getNodeFactory().stringNode(piece);
  }

  private SequencedMap<String, Value> call(GraphSession session, Line line) {
    Map<String, Value> inputs = new LinkedHashMap<>();
    List<Port> given = executor.graph().givenInputs();
    Map<String, Port> ports = Graph.byName(executor.graph().inputs());
    try {
      if (line.json().isString() && texts.isPresent()) {
        inputs.putAll(texts.get().of(line.json().stringValue()));
      } else if (line.json().isArray() && given.size() == 1) {
        inputs.put(given.getFirst().name(), ValueJson.read(line.json(), given.getFirst().type()));
      } else {
        for (Map.Entry<String, JsonNode> entry : line.json().properties()) {
          Port port = ports.get(entry.getKey());
          if (port != null && entry.getValue().isString() && texts.isPresent()) {
            inputs.putAll(texts.get().of(entry.getValue().stringValue()));
          } else if (port != null) {
            inputs.put(port.name(), ValueJson.read(entry.getValue(), port.type()));
          } else if (!Graph.byName(executor.graph().outputs()).containsKey(entry.getKey())) {
            throw new IllegalArgumentException(
                "expected inputs among %s but found %s."
                    .formatted(ports.keySet(), BadInput.quote(entry.getKey())));
          }
        }
      }
      return session.run(inputs);
    } catch (IllegalArgumentException e) {
      throw new BadInput(line.place() + ": " + e.getMessage(), e);
    }
  }

  /** The classes of the greatest elements of an output's rows. */
  private Object label(Value output) {
    int width = config.labels().size();
    if (!(output instanceof Value.Floats rows) || rows.shape().last() != width) {
      throw new BadInput(
          "%s: expected a first output with %d elements a row, one a label, but it has the shape %s."
              .formatted(folder.path(), width, output.shape()));
    }
    List<String> labels = new ArrayList<>();
    for (int at = 0; at < rows.shape().size(); at += width) {
      int best = 0;
      for (int c = 1; c < width; c++) {
        best = rows.data()[at + c] > rows.data()[at + best] ? c : best;
      }
      labels.add(config.labels().get(best));
    }
    return labels.size() == 1 ? labels.getFirst() : labels;
  }

  /**
   * Measures how far the outputs are from those that each line of a file holds beside its inputs,
   * under the outputs' names. Each line with such an output is an item.
   */
  @Override
  public Evaluation evaluate(Optional<Path> data) {
    Path file =
        data.orElseThrow(() ->
            new BadInput(
                folder.path()
                    + ": a converted model has no test part; name a file of inputs and outputs by"
                    + " --data."));
    GraphSession session = session();
    Differences differences = new Differences();
    try (InputStream in = Files.newInputStream(file)) {
      forEachLine(in, file.toString(), line -> differences.add(call(session, line), line));
    } catch (IOException e) {
      throw BadInput.of(file, e);
    }
    return differences.evaluation(file);
  }

  /** How far outputs are from those that were expected. */
  private final class Differences {
    private double squares;
    private double sizes;
    private double absolute;
    private double greatest;
    private long count;
    private long lines;

    void add(Map<String, Value> outputs, Line line) {
      long before = count;
      for (Port port : executor.graph().wantedOutputs()) {
        if (line.json().has(port.name())) {
          add(
              outputs.get(port.name()),
              ValueJson.read(line.json().get(port.name()), port.type()),
              line.place() + ": expected " + port.name());
        }
      }
      lines += count > before ? 1 : 0;
    }

    private void add(Value output, Value expected, String what) {
      double[] found = ValueJson.doubles(output);
      double[] wanted = ValueJson.doubles(expected);
      if (found.length != wanted.length) {
        throw new BadInput(
            "%s of shape %s but the model gives %s."
                .formatted(what, expected.shape(), output.shape()));
      }
      for (int i = 0; i < found.length; i++) {
        double error = Math.abs(found[i] - wanted[i]);
        squares += error * error;
        sizes += wanted[i] * wanted[i];
        absolute += error;
        greatest = Math.max(greatest, error);
      }
      count += found.length;
    }

    Evaluation evaluation(Path file) {
      if (count == 0) {
        throw new BadInput(
            file
                + ": expected lines with inputs and with outputs named "
                + executor.graph().wantedOutputs().stream().map(Port::name).toList()
                + " but found none.");
      }
      SortedMap<String, Double> metrics = new TreeMap<>();
      metrics.put("mse", squares / count);
      metrics.put("mae", absolute / count);
      metrics.put("max_error", greatest);
      SortedMap<String, Double> zero = new TreeMap<>();
      zero.put("mse", sizes / count);
      SequencedMap<String, SortedMap<String, Double>> baselines = new LinkedHashMap<>();
      baselines.put("zero", zero);
      return new Evaluation(
          "all",
          lines,
          0,
          metrics,
          baselines,
          Map.of(file.getFileName().toString(), Digest.sha256(file)));
    }
  }
}
