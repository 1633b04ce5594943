package eddy.classify;

import static eddy.task.TrainingOptions.require;

import eddy.format.BadInput;
import eddy.format.folder.ModelFolder;
import eddy.format.safetensors.Safetensors;
import eddy.format.safetensors.TensorInfo;
import eddy.tensor.Array;
import eddy.tensor.Parameter;
import eddy.tensor.Shape;
import eddy.text.TextCodec;
import eddy.text.Vocabulary;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import tools.jackson.databind.JsonNode;

/**
 * What a training of a classifier begins from: a finished classifier, or a language model, whose
 * vocabulary, embedding and layers become those of a new one.
 *
 * @param folder that holds the model
 * @param codec its tokens
 * @param cell of its layers
 * @param units of each of them
 * @param embedding elements of a token's vector
 * @param classifier all that a classifier is; nothing of a language model
 */
public record Pretrained(
    ModelFolder folder,
    TextCodec codec,
    String cell,
    List<Integer> units,
    int embedding,
    Optional<ClassifyConfig> classifier) {
  private static final String LANGUAGE = "language";

  public Pretrained {
    units = List.copyOf(units);
  }

  /**
   * Reads what it is, but not yet its weights.
   *
   * @throws BadInput if the folder holds neither a classifier nor a language model
   */
  public static Pretrained read(Path path) {
    ModelFolder folder = ModelFolder.open(path);
    boolean classifier = folder.task().equals(Classifier.TASK);
    if (!classifier && !folder.task().equals(LANGUAGE)) {
      throw new BadInput(
          "--from: expected a model of the task classify or language but %s holds one of %s."
              .formatted(path, folder.task()));
    }
    JsonNode config = folder.config();
    String name = path.resolve(Vocabulary.FILE).toString();
    TextCodec codec =
        TextCodec.of(
            config.path("tokens").asString(), Vocabulary.parse(folder.text(Vocabulary.FILE), name));
    Map<String, TensorInfo> tensors = Safetensors.header(folder.weightsFile()).tensors();
    List<Integer> units = new ArrayList<>();
    for (TensorInfo recurrent = tensors.get(recurrent(0));
        recurrent != null;
        recurrent = tensors.get(recurrent(units.size()))) {
      units.add(width(recurrent.shape()));
    }
    TensorInfo embedding = tensors.get("embedding.weight");
    if (embedding == null || units.isEmpty()) {
      throw new BadInput(path + ": expected the weights of a recurrent network but found others.");
    }
    return new Pretrained(
        folder,
        codec,
        config.path("cell").asString(),
        units,
        width(embedding.shape()),
        classifier
            ? Optional.of(folder.config(Classifier.TASK, ClassifyConfig.class))
            : Optional.empty());
  }

  private static String recurrent(int layer) {
    return "rnns." + layer + ".weight_hh_l0";
  }

  private static int width(Shape shape) {
    return shape.dimension(1);
  }

  /**
   * Refuses settings that don't go with the model.
   *
   * @throws BadInput if there are such
   */
  void check(ClassifyConfig config, Fitting fitting) {
    require(
        classifier.isPresent() || !config.bidirectional(),
        "--bidirectional",
        "--no-bidirectional beside --from, since a language model reads forwards only",
        "--bidirectional");
    require(
        fitting.steps() == 0 || !config.bidirectional(),
        "--steps",
        "none, since the model to begin from reads in both directions",
        fitting.steps());
    boolean several = classifier.isPresent() && classifier.get().multiple();
    require(
        classifier.isEmpty() || several == config.multiple(),
        "--several",
        several
            ? "a separator, since the texts of the model to begin from have several labels"
            : "none, since each text of the model to begin from has one label",
        "'" + config.format().several() + "'");
  }

  /** How many layers of a new network are those of a language model, the embedding among them. */
  int borrowed() {
    return classifier.isPresent() ? 0 : units.size() + 1;
  }

  /**
   * Gives a network all weights that the model has of it; a language model's decoder is about
   * tokens, and so none of them.
   */
  void load(SequencedMap<String, Parameter> parameters) {
    Map<String, Array> weights = folder.weights();
    parameters.forEach((name, parameter) -> {
      Array weight = weights.get(name);
      if (weight != null && (classifier.isPresent() || !name.startsWith("decoder."))) {
        parameter.set(name, weight);
      }
    });
  }
}
