package eddy.graph;

import eddy.format.BadInput;
import eddy.tensor.Shape;
import eddy.text.Tokenizer;
import eddy.text.Vocabulary;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Texts for a graph that reads the ids of tokens [batch, time], and perhaps how many there are,
 * [batch].
 */
final class TextInput {
  private static final List<String> UNKNOWN =
      List.of("<unk>", "<UNK>", "[UNK]", "<oov>", "<OOV>", "UNK");

  private final Tokenizer tokenizer;
  private final Map<String, Integer> ids = new HashMap<>();
  private final Optional<Integer> unknown;
  private final Port input;
  private final Optional<Port> length;

  /**
   * For a graph.
   *
   * @param vocabulary the token of each id
   * @throws BadInput if there is no such tokenizer, or the graph reads something else than ids
   */
  TextInput(Graph graph, Meaning.Tokens vocabulary) {
    if (!Meaning.TOKENIZERS.contains(vocabulary.tokenizer())) {
      throw new BadInput(
          "--tokens: expected one of %s but found %s."
              .formatted(
                  String.join(", ", Meaning.TOKENIZERS), BadInput.quote(vocabulary.tokenizer())));
    }
    tokenizer = Tokenizer.of(vocabulary.tokenizer(), Vocabulary.of(List.of()));
    for (int id = 0; id < vocabulary.vocabulary().size(); id++) {
      ids.putIfAbsent(vocabulary.vocabulary().get(id), id);
    }
    unknown = UNKNOWN.stream().filter(ids::containsKey).findFirst().map(ids::get);
    List<Port> given = graph.givenInputs();
    Optional<Port> tokens = given.stream().filter(port -> isWhole(port, 2)).findFirst();
    length = given.stream().filter(port -> isWhole(port, 1)).findFirst();
    if (tokens.isEmpty() || given.size() != (length.isPresent() ? 2 : 1)) {
      throw new BadInput(
          "--vocabulary: expected a model whose inputs are ids [batch, time], and perhaps lengths"
              + " [batch], but they are "
              + given
              + ".");
    }
    input = tokens.get();
  }

  private static boolean isWhole(Port port, int rank) {
    return port.type() == Type.INTEGER
        && port.shape().size() == rank
        && !port.shape().contains(Port.ANY);
  }

  /**
   * The inputs of a text.
   *
   * @throws IllegalArgumentException if it has a token that the vocabulary lacks, where that names
   *     none for those
   */
  Map<String, Value> of(String text) {
    List<String> tokens = tokenizer.tokens(text);
    long[] numbers = new long[tokens.size()];
    for (int i = 0; i < numbers.length; i++) {
      Optional<Integer> id = Optional.ofNullable(ids.get(tokens.get(i))).or(() -> unknown);
      String token = tokens.get(i);
      numbers[i] =
          id.orElseThrow(() ->
              new IllegalArgumentException(
                  "expected tokens of the vocabulary but found %s, and it has none of %s."
                      .formatted(BadInput.quote(token), String.join(", ", UNKNOWN))));
    }
    Map<String, Value> values = new LinkedHashMap<>();
    values.put(input.name(), new Value.Integers(Shape.of(1, numbers.length), numbers));
    length.ifPresent(port -> values.put(port.name(), Value.of(numbers.length)));
    return values;
  }
}
