package eddy.format.folder;

import eddy.format.AtomicFile;
import eddy.format.AtomicFolder;
import eddy.format.BadInput;
import eddy.format.Digest;
import eddy.format.Json;
import eddy.format.safetensors.Safetensors;
import eddy.tensor.Array;
import eddy.tensor.Parameter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * A trained model on disk: everything to predict with it, whole and unchanged.
 *
 * <p>The folder holds {@code config.json} (format version, task, the task's settings), {@code
 * model.safetensors} (the weights), {@code history.json}, {@code provenance.json}, the task's own
 * text files, and {@code checksums.json} with the SHA-256 of each. Opening it checks every sum, so
 * that a torn or changed file is refused by name. Other files in the folder don't matter.
 *
 * <p>{@link TrainingFolder} writes it.
 */
public final class ModelFolder {
  /** The version of the folder's format that this version of Eddy reads and writes. */
  public static final int FORMAT_VERSION = 1;

  static final String CHECKSUMS = "checksums.json";
  private static final String WEIGHTS = "model.safetensors";
  private static final String CONFIG = "config.json";
  private static final String HISTORY = "history.json";
  private static final String PROVENANCE = "provenance.json";
  private static final Set<String> REQUIRED = Set.of(CONFIG, WEIGHTS, HISTORY, PROVENANCE);
  private static final String PLAIN_NAME = "[A-Za-z0-9][A-Za-z0-9._-]*";

  private final Path path;
  private final Set<String> files;
  private final String task;
  private final JsonNode config;

  private ModelFolder(Path path, Set<String> files, String task, JsonNode config) {
    this.path = path;
    this.files = files;
    this.task = task;
    this.config = config;
  }

  private record ConfigFile(int formatVersion, String task, Object config) {}

  private record HistoryFile(List<Epoch> epochs) {}

  private record ChecksumsFile(Map<String, String> sha256) {}

  /**
   * Opens a folder and checks its files.
   *
   * @throws BadInput if there is no model, or one of its files is missing, changed, malformed or of
   *     another format version; the message names the file and the reason
   */
  public static ModelFolder open(Path path) {
    if (!Files.exists(path)) {
      throw new BadInput(path + ": expected a model folder but there is nothing of this name.");
    }
    if (!Files.isDirectory(path)) {
      throw new BadInput(path + ": expected a model folder but found a file.");
    }
    if (!holdsModel(path)) {
      throw new BadInput(
          Files.exists(path.resolve(Checkpoint.FILE))
              ? path + ": the training in this folder has not finished; there is no model yet."
              : path + ": expected a model folder but " + CHECKSUMS + " is missing.");
    }
    Set<String> files = verified(path);
    Path configPath = AtomicFolder.locate(path, CONFIG);
    JsonNode root = Json.read(configPath, JsonNode.class);
    JsonNode version = root.path("format_version");
    if (!version.isIntegralNumber() || !version.asString().equals("" + FORMAT_VERSION)) {
      throw new BadInput(
          "%s: this version of Eddy reads format_version %d but the model has %s."
              .formatted(configPath, FORMAT_VERSION, version.isMissingNode() ? "none" : version));
    }
    if (!root.path("task").isString() || !root.path("config").isObject()) {
      throw new BadInput(configPath + ": expected a task and its config but one is missing.");
    }
    return new ModelFolder(path, files, root.path("task").asString(), root.path("config"));
  }

  /** The model in a folder, if there is one; a damaged one is refused as {@link #open} does. */
  public static Optional<ModelFolder> existing(Path path) {
    return holdsModel(path) ? Optional.of(open(path)) : Optional.empty();
  }

  /** Where the model is. */
  public Path path() {
    return path;
  }

  /** The task that the model was trained for. */
  public String task() {
    return task;
  }

  /** The names of the model's files. */
  public Set<String> files() {
    return files;
  }

  /**
   * The task's settings.
   *
   * @throws BadInput if the model is for another task, or its settings don't fit the record
   */
  public <T> T config(String expectedTask, Class<T> type) {
    if (!task.equals(expectedTask)) {
      throw new BadInput(
          "%s: expected a model for the task %s but found one for %s."
              .formatted(path, expectedTask, task));
    }
    try {
      return Json.mapper().treeToValue(config, type);
    } catch (JacksonException e) {
      throw Json.refusal(path.resolve(CONFIG).toString(), e);
    }
  }

  /** The task's settings as they stand in the file, for display. */
  public JsonNode config() {
    return config;
  }

  /** The file with the weights, wherever it is just now: a killed writer may have left it aside. */
  public Path weightsFile() {
    return locate(WEIGHTS);
  }

  /** The weights by name, read anew at every call. */
  public Map<String, Array> weights() {
    return Safetensors.read(weightsFile()).tensors();
  }

  /**
   * Gives the parameters of a network the weights of the model.
   *
   * @param parameters modified; all that the network has, by name
   * @throws BadInput if the weights have other names or shapes
   */
  public void load(SequencedMap<String, Parameter> parameters) {
    Map<String, Array> weights = weights();
    if (!weights.keySet().equals(parameters.keySet())) {
      throw new BadInput(
          "%s: the weights in %s are not those of the model in %s: expected %s but found %s."
              .formatted(path, WEIGHTS, CONFIG, parameters.keySet(), weights.keySet()));
    }
    parameters.forEach((name, parameter) -> {
      if (!weights.get(name).shape().equals(parameter.shape())) {
        throw new BadInput(
            "%s: expected %s of shape %s but %s holds %s."
                .formatted(path, name, parameter.shape(), WEIGHTS, weights.get(name).shape()));
      }
      parameter.set(name, weights.get(name));
    });
  }

  /** The history of the training, epoch by epoch. */
  public List<Epoch> history() {
    return List.copyOf(Json.read(locate(HISTORY), HistoryFile.class).epochs());
  }

  /** Where the model comes from. */
  public Provenance provenance() {
    return Json.read(locate(PROVENANCE), Provenance.class);
  }

  /**
   * The content of one of the task's text files.
   *
   * @throws BadInput if the model has no such file
   */
  public String text(String name) {
    if (!files.contains(name)) {
      throw new BadInput(path + ": expected the model to hold " + name + " but it holds " + files);
    }
    try {
      return Files.readString(locate(name));
    } catch (IOException e) {
      throw BadInput.of(path.resolve(name), e);
    }
  }

  /** Writes a model into a folder that is locked and the caller's; old or new, never a mix. */
  static void save(Path folder, Model model) {
    Map<String, String> sums = new LinkedHashMap<>();
    SequencedMap<String, AtomicFile.Content> files = new LinkedHashMap<>();
    ConfigFile config = new ConfigFile(FORMAT_VERSION, model.task(), model.config());
    files.put(CONFIG, text(CONFIG, Json.text(config), sums));
    files.put(
        WEIGHTS,
        out -> {
          Digest digest = new Digest();
          Safetensors.write(digest.through(out), model.weights(), Map.of());
          sums.put(WEIGHTS, digest.hex());
        });
    files.put(HISTORY, text(HISTORY, Json.text(new HistoryFile(model.history())), sums));
    files.put(PROVENANCE, text(PROVENANCE, Json.text(model.provenance()), sums));
    model.texts().forEach((name, text) -> files.put(ownName(name), text(name, text, sums)));
    // The last to be written, when the sums of all the others are known.
    files.put(
        CHECKSUMS,
        out -> out.write(Json.text(new ChecksumsFile(sums)).getBytes(StandardCharsets.UTF_8)));
    AtomicFolder.replace(folder, files);
  }

  static boolean holdsModel(Path folder) {
    return Files.exists(AtomicFolder.locate(folder, CHECKSUMS));
  }

  private static AtomicFile.Content text(String name, String text, Map<String, String> sums) {
    return out -> {
      Digest digest = new Digest();
      digest.through(out).write(text.getBytes(StandardCharsets.UTF_8));
      sums.put(name, digest.hex());
    };
  }

  private static String ownName(String name) {
    if (!name.matches(PLAIN_NAME)
        || REQUIRED.contains(name)
        || name.equals(CHECKSUMS)
        || name.equals(Checkpoint.FILE)) {
      throw new IllegalArgumentException(
          "Model: a further file needs a plain name of its own but got " + name + ".");
    }
    return name;
  }

  private static Set<String> verified(Path path) {
    Path list = AtomicFolder.locate(path, CHECKSUMS);
    Map<String, String> sums = Json.read(list, ChecksumsFile.class).sha256();
    for (String name : new TreeSet<>(REQUIRED)) {
      if (!sums.containsKey(name)) {
        throw new BadInput(list + ": expected the sum of " + name + " but it is missing.");
      }
    }
    sums.forEach((name, sum) -> {
      if (!name.matches(PLAIN_NAME)) {
        throw new BadInput(list + ": expected file names but found " + BadInput.quote(name));
      }
      Path file = AtomicFolder.locate(path, name);
      if (!Files.isRegularFile(file)) {
        throw new BadInput(file + ": the file is missing; the model is not complete.");
      }
      if (!Digest.sha256(file).equals(sum)) {
        throw new BadInput(
            file + ": the checksum differs from " + CHECKSUMS + "; the file was changed or torn.");
      }
    });
    return Collections.unmodifiableSet(new TreeSet<>(sums.keySet()));
  }

  private Path locate(String name) {
    return AtomicFolder.locate(path, name);
  }
}
