package eddy.keras;

import eddy.format.BadInput;
import eddy.format.StoredZip;
import eddy.keras.KerasLayer.Source;
import eddy.tensor.Array;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What a Keras model is: its layers with their weights, and how they are connected.
 *
 * @param version of Keras, without what follows the first point
 * @param layers in the order of the file
 * @param inputs the values that are given to it
 * @param outputs the values that it gives
 */
public record KerasModel(
    int version, List<KerasLayer> layers, List<Source> inputs, List<Source> outputs) {
  private static final byte[] HDF5 = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};

  /** What a refusal says of a file that lacks the configuration. */
  public static final String WEIGHTS_ALONE =
      "expected the configuration of a model but the file has weights alone. Convert the model's"
          + " JSON file, with this one as --weights.";

  private static final int DEFAULT_VERSION = 2;
  private static final String CONFIG = "config.json";
  private static final String WEIGHTS = "model.weights.h5";

  public KerasModel {
    layers = List.copyOf(layers);
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /** Whether a file's content says that {@link #read(Path)} should try. */
  public static boolean recognizes(Path path) {
    if (StoredZip.isZip(path)) {
      try (StoredZip zip = StoredZip.open(path)) {
        return zip.names().contains(CONFIG) && zip.names().contains(WEIGHTS);
      } catch (BadInput _) {
        return false;
      }
    }
    try (InputStream in = Files.newInputStream(path)) {
      return Arrays.equals(in.readNBytes(HDF5.length), HDF5);
    } catch (IOException _) {
      return false;
    }
  }

  /**
   * Reads a {@code .keras} file of Keras 3, or an {@code .h5} file of Keras 1, 2 or 3 that holds
   * the configuration too.
   *
   * @throws BadInput if the file is missing, damaged or no Keras model
   */
  public static KerasModel read(Path path) {
    if (StoredZip.isZip(path)) {
      try (StoredZip zip = StoredZip.open(path)) {
        String config = new String(zip.bytes(CONFIG), StandardCharsets.UTF_8);
        KerasModel model = parse(config, path + ", " + CONFIG, 3);
        return Hdf.read(path, zip.bytes(WEIGHTS), file -> WeightsFile.into(model, file));
      }
    }
    return Hdf.read(
        path,
        bytes(path),
        file -> {
          List<String> config = file.texts(file.root(), "model_config");
          if (config.size() != 1) {
            throw file.bad(WEIGHTS_ALONE);
          }
          List<String> version = file.texts(file.root(), "keras_version");
          String source = path + ", model_config";
          return WeightsFile.into(
              parse(
                  config.getFirst(),
                  source,
                  version.isEmpty() ? DEFAULT_VERSION : version(version.getFirst())),
              file);
        });
  }

  /**
   * Reads a model whose configuration and weights are files of their own.
   *
   * @param config what {@code model.to_json()} gave
   * @param weights what {@code model.save_weights(...)} wrote, as HDF5
   */
  public static KerasModel read(Path config, Path weights) {
    KerasModel model;
    try {
      model = parse(Files.readString(config), config.toString(), DEFAULT_VERSION);
    } catch (IOException e) {
      throw BadInput.of(config, e);
    }
    return Hdf.read(weights, bytes(weights), file -> WeightsFile.into(model, file));
  }

  /**
   * Reads the JSON that describes a model; its layers have no weights.
   *
   * @param source what to call it in a message
   * @param version of Keras, where the JSON does not say it
   */
  public static KerasModel parse(String json, String source, int version) {
    return ModelConfig.parse(json, source, version);
  }

  /** The first of the numbers of a version. */
  static int version(String text) {
    return text.matches("\\d\\..*") ? text.charAt(0) - '0' : DEFAULT_VERSION;
  }

  /** This model with other layers. */
  public KerasModel withLayers(List<KerasLayer> layers) {
    return new KerasModel(version, layers, inputs, outputs);
  }

  /**
   * Reads the weights alone of an {@code .h5} file, whose model nobody may know.
   *
   * @return by their names in the file, in its order
   */
  public static Map<String, Array> weights(Path path) {
    return Hdf.read(path, bytes(path), WeightsFile::all);
  }

  private static byte[] bytes(Path path) {
    try {
      if (Files.size(path) > Integer.MAX_VALUE - 8) {
        throw new BadInput(path + ": expected a model of at most 2 GB.");
      }
      return Files.readAllBytes(path);
    } catch (IOException e) {
      throw BadInput.of(path, e);
    }
  }
}
