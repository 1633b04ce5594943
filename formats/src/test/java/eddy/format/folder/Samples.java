package eddy.format.folder;

import eddy.tensor.Array;
import eddy.tensor.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Small models and checkpoints; those of one version differ from those of another everywhere. */
final class Samples {
  private Samples() {}

  record Config(int hidden, String cell) {}

  static Map<String, Array> arrays(int version) {
    Map<String, Array> arrays = new LinkedHashMap<>();
    float[] numbers = new float[3000];
    Arrays.fill(numbers, version);
    arrays.put("weight", new Array(Shape.of(30, 100), numbers));
    arrays.put("moment", new Array(Shape.of(2), new float[] {-0f, version + 0.5f}));
    return arrays;
  }

  static Map<String, String> counters(int version) {
    return Map.of("step", Long.toString(version), "loss", Double.toString(0.1 * version));
  }

  static Model model(int version) {
    return new Model(
        "forecast",
        new Config(version, "lstm"),
        arrays(version),
        List.of(new Epoch(version, 0.25, Map.of("train_loss", 0.5 * version))),
        new Provenance(
            "eddy train " + version,
            version,
            Map.of("data.csv", "00ff"),
            Map.of("train", "60 %"),
            Map.of("hidden", "" + version),
            "0.1",
            "25"),
        Map.of("scaling.json", "{\"mean\": " + version + "}\n"));
  }

  /** Which version a folder holds; fails where its parts disagree. */
  static int version(ModelFolder folder) {
    int version = folder.config("forecast", Config.class).hidden();
    Model expected = model(version);
    boolean whole =
        folder.history().equals(expected.history())
            && folder.provenance().equals(expected.provenance())
            && folder.text("scaling.json").equals(expected.texts().get("scaling.json"))
            && equal(folder.weights(), expected.weights());
    if (!whole) {
      throw new AssertionError("The parts of the model are not all of version " + version);
    }
    return version;
  }

  /** Which version a checkpoint is; fails where its parts disagree. */
  static int version(Checkpoint checkpoint) {
    int version = Integer.parseInt(checkpoint.counters().get("step"));
    if (!checkpoint.counters().equals(counters(version))
        || !equal(checkpoint.arrays(), arrays(version))) {
      throw new AssertionError("The parts of the checkpoint are not all of version " + version);
    }
    return version;
  }

  private static boolean equal(Map<String, Array> a, Map<String, Array> b) {
    return List.copyOf(a.keySet()).equals(List.copyOf(b.keySet()))
        && a.keySet().stream()
            .allMatch(name ->
                a.get(name).shape().equals(b.get(name).shape())
                    && Arrays.equals(a.get(name).data(), b.get(name).data()));
  }
}
