package eddy.format.folder;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One line of a training's history.
 *
 * @param epoch counted from 1
 * @param seconds how long it took
 * @param metrics figures by name, for instance {@code train_loss}
 */
public record Epoch(int epoch, double seconds, Map<String, Double> metrics) {
  public Epoch {
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
  }
}
