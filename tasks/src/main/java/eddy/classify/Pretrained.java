package eddy.classify;

import eddy.format.BadInput;
import eddy.format.folder.ModelFolder;
import eddy.tensor.Array;
import eddy.tensor.Parameter;
import eddy.text.TextCodec;
import eddy.text.Vocabulary;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import tools.jackson.databind.JsonNode;

/**
 * A language model as the beginning of a classifier: its vocabulary, its embedding and its layers.
 *
 * @param codec its tokens
 * @param cell of its layers
 * @param units of each of them
 * @param embedding elements of a token's vector
 * @param weights by name
 */
record Pretrained(
    TextCodec codec, String cell, List<Integer> units, int embedding, Map<String, Array> weights) {
  private static final String LANGUAGE = "language";

  /**
   * Reads it.
   *
   * @throws BadInput if the folder holds no language model
   */
  static Pretrained read(Path path) {
    ModelFolder folder = ModelFolder.open(path);
    JsonNode config = folder.config();
    if (!folder.task().equals(LANGUAGE)) {
      throw new BadInput(
          "--from: expected a model of the task language but %s holds one of %s."
              .formatted(path, folder.task()));
    }
    String name = path.resolve(Vocabulary.FILE).toString();
    TextCodec codec =
        TextCodec.of(
            config.path("tokens").asString(), Vocabulary.parse(folder.text(Vocabulary.FILE), name));
    Map<String, Array> weights = folder.weights();
    List<Integer> units = new ArrayList<>();
    for (Array recurrent = weights.get(recurrent(0));
        recurrent != null;
        recurrent = weights.get(recurrent(units.size()))) {
      units.add(recurrent.shape().dimension(1));
    }
    Array embedding = weights.get("embedding.weight");
    if (embedding == null || units.isEmpty()) {
      throw new BadInput(path + ": expected the weights of a language model but found others.");
    }
    return new Pretrained(
        codec, config.path("cell").asString(), units, embedding.shape().dimension(1), weights);
  }

  private static String recurrent(int layer) {
    return "rnns." + layer + ".weight_hh_l0";
  }

  /** Gives a classifier all weights that the language model has of it. */
  void load(SequencedMap<String, Parameter> parameters) {
    parameters.forEach((name, parameter) -> {
      Array weight = weights.get(name);
      if (weight != null && !name.startsWith("decoder.")) {
        parameter.set(name, weight);
      }
    });
  }
}
