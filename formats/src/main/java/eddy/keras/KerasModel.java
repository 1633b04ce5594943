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
 * @param layers in the order of the file, which is one in which they can be computed
 * @param inputs the values that are given to it
 * @param outputs the values that it gives
 */
public record KerasModel(List<KerasLayer> layers, List<Source> inputs, List<Source> outputs) {
  private static final byte[] HDF5 = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
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
        KerasModel model = ModelConfig.parse(config, path + ", " + CONFIG);
        return Hdf.read(path, zip.bytes(WEIGHTS), file -> WeightsFile.into(model, file));
      }
    }
    return Hdf.read(
        path,
        bytes(path),
        file -> {
          List<String> config = file.texts(file.root(), "model_config");
          if (config.size() != 1) {
            throw file.bad(
                "expected the configuration of a model but the file has weights alone. Give the"
                    + " model's JSON file, and this one as its weights.");
          }
          return WeightsFile.into(
              ModelConfig.parse(config.getFirst(), path + ", model_config"), file);
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
      model = ModelConfig.parse(Files.readString(config), config.toString());
    } catch (IOException e) {
      throw BadInput.of(config, e);
    }
    return Hdf.read(weights, bytes(weights), file -> WeightsFile.into(model, file));
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
