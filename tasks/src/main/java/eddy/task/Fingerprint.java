package eddy.task;

import eddy.format.BadInput;
import eddy.format.Json;
import eddy.format.folder.Provenance;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * Everything that the result of a training depends on: its data and options. The number of threads
 * and the places of the files are none of it.
 *
 * @param text one JSON object
 */
record Fingerprint(String text) {

  /** That of the training that a model comes from, or is going to. */
  static Fingerprint of(Provenance provenance) {
    SortedMap<String, String> all = new TreeMap<>(provenance.options());
    all.remove("threads");
    all.remove(TrainedModel.SOURCE);
    all.remove(TrainedModel.TEST);
    all.remove(TrainedModel.FROM);
    all.put("data", String.join(" ", provenance.data().values()));
    return new Fingerprint(Json.text(all));
  }

  /**
   * Refuses another training's.
   *
   * @param what what has the other fingerprint, as the message begins
   * @throws BadInput if they differ, with the differences
   */
  void requireSame(String what, Fingerprint then) {
    if (equals(then)) {
      return;
    }
    JsonNode before = Json.parse(then.text, what, JsonNode.class);
    JsonNode now = Json.parse(text, what, JsonNode.class);
    SortedMap<String, JsonNode> names = new TreeMap<>();
    before.properties().forEach(entry -> names.put(entry.getKey(), entry.getValue()));
    now.properties().forEach(entry -> names.put(entry.getKey(), entry.getValue()));
    String differences =
        names.keySet().stream()
            .filter(name -> !now.path(name).equals(before.path(name)))
            .map(name ->
                "%s was %s and is %s now"
                    .formatted(name, shown(before.path(name)), shown(now.path(name))))
            .collect(Collectors.joining(", "));
    throw new BadInput(
        what
            + " belongs to other data or options: "
            + differences
            + ". Choose another --out, or repeat the command that began it.");
  }

  private static String shown(JsonNode value) {
    return value.isMissingNode() ? "not given" : value.toString();
  }
}
