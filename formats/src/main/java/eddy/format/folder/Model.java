package eddy.format.folder;

import eddy.tensor.Array;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A trained model as it goes into its folder.
 *
 * @param task the task's name, for instance {@code forecast}
 * @param config the task's own settings, a record that {@link eddy.format.Json} can write and read
 * @param weights the parameters by their PyTorch names
 * @param history one entry per epoch
 * @param provenance where the model comes from
 * @param texts the task's further files, by plain file name
 */
public record Model(
    String task,
    Object config,
    Map<String, Array> weights,
    List<Epoch> history,
    Provenance provenance,
    Map<String, String> texts) {
  public Model {
    weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
    history = List.copyOf(history);
    texts = Collections.unmodifiableMap(new LinkedHashMap<>(texts));
  }
}
