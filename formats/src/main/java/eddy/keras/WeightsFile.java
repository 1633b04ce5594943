package eddy.keras;

import eddy.tensor.Array;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Finds the weights of each layer in an HDF5 file of weights.
 *
 * <p>Keras 1 and 2, and the {@code .h5} files of Keras 3, name a group for each layer, whose
 * attribute {@code weight_names} lists the arrays in order. A {@code .keras} file names the groups
 * by the layers' classes and counts them, whatever the layers are called: {@code layers/dense},
 * {@code layers/dense_1}; in them, {@code vars/0}, {@code vars/1}, ... are the arrays.
 */
final class WeightsFile {
  private static final int DEPTH_LIMIT = 8;
  private static final List<String> CONTAINERS =
      List.of("layers", "_layer_checkpoint_dependencies");

  /** The parts of a layer in the order in which Keras lists their weights. */
  private static final List<String> PARTS =
      List.of("cell", "layer", "forward_layer", "backward_layer");

  private WeightsFile() {}

  /** The model with the weights that the file has for its layers. */
  static KerasModel into(KerasModel model, Hdf file) {
    Group top = top(file);
    for (String container : CONTAINERS) {
      if (file.find(top, container).orElse(null) instanceof Group group) {
        return byClass(model, file, group);
      }
    }
    return byName(model, file, top);
  }

  private static Group top(Hdf file) {
    return file.find(file.root(), "model_weights").orElse(null) instanceof Group group
        ? group
        : file.root();
  }

  /** All weights of a file that names a group for each layer. */
  static Map<String, Array> all(Hdf file) {
    Group top = top(file);
    Map<String, Array> weights = new LinkedHashMap<>();
    for (String layer : layerNames(file, top)) {
      weights.putAll(ofLayer(file, top, layer));
    }
    return weights;
  }

  private static KerasModel byName(KerasModel model, Hdf file, Group top) {
    List<String> known = layerNames(file, top);
    List<KerasLayer> layers = new ArrayList<>();
    for (KerasLayer layer : model.layers()) {
      boolean there = known.contains(layer.name());
      layers.add(there ? layer.withWeights(ofLayer(file, top, layer.name())) : layer);
    }
    return model.withLayers(layers);
  }

  private static List<String> layerNames(Hdf file, Group top) {
    List<String> names = list(file, top, "layer_names");
    if (names.isEmpty()) {
      throw file.bad("expected a Keras model but found an HDF5 file without its layers.");
    }
    return names;
  }

  private static Map<String, Array> ofLayer(Hdf file, Group top, String layer) {
    Map<String, Array> weights = new LinkedHashMap<>();
    if (file.find(top, layer).orElse(null) instanceof Group group) {
      for (String name : list(file, group, "weight_names")) {
        if (!(file.find(group, name).orElse(null) instanceof Dataset dataset)) {
          throw file.bad("layer " + layer + " lists the weights " + name + ", which aren't there.");
        }
        weights.put(name.replaceFirst(":0$", ""), file.array(dataset));
      }
    }
    return weights;
  }

  /** A list of names; one that is too long for an attribute is cut into numbered ones. */
  private static List<String> list(Hdf file, Group group, String attribute) {
    List<String> all = new ArrayList<>(file.texts(group, attribute));
    for (int part = 0; all.isEmpty() || part > 0; part++) {
      List<String> more = file.texts(group, attribute + part);
      if (more.isEmpty()) {
        return all;
      }
      all.addAll(more);
    }
    return all;
  }

  private static KerasModel byClass(KerasModel model, Hdf file, Group container) {
    Map<String, Integer> counts = new HashMap<>();
    List<KerasLayer> layers = new ArrayList<>();
    for (KerasLayer layer : model.layers()) {
      String name = snakeCase(layer.className());
      int number = counts.merge(name, 1, Integer::sum) - 1;
      Map<String, Array> weights = new LinkedHashMap<>();
      if (file.find(container, number == 0 ? name : name + "_" + number).orElse(null)
          instanceof Group group) {
        collect(file, group, "", weights, 0);
      }
      layers.add(layer.withWeights(weights));
    }
    return model.withLayers(layers);
  }

  private static void collect(
      Hdf file, Group group, String way, Map<String, Array> weights, int depth) {
    if (depth > DEPTH_LIMIT) {
      throw file.bad("expected the weights of a layer in at most 8 levels of groups.");
    }
    if (file.find(group, "vars").orElse(null) instanceof Group variables) {
      file.children(variables).stream()
          .filter(Dataset.class::isInstance)
          .map(Dataset.class::cast)
          .sorted(
              Comparator.comparingInt((Dataset dataset) -> dataset.getName().length())
                  .thenComparing(Dataset::getName))
          .forEach(dataset -> weights.put(way + dataset.getName(), file.array(dataset)));
    }
    for (String part : PARTS) {
      if (file.find(group, part).orElse(null) instanceof Group inner) {
        collect(file, inner, way + part + "/", weights, depth + 1);
      }
    }
  }

  /** A class's name as Keras makes a group's of it: {@code SimpleRNN} is {@code simple_rnn}. */
  static String snakeCase(String className) {
    return className
        .replaceAll("\\W+", "")
        .replaceAll("(.)([A-Z][a-z]+)", "$1_$2")
        .replaceAll("([a-z])([A-Z])", "$1_$2")
        .toLowerCase(Locale.ROOT);
  }
}
