package eddy.format.folder;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where a model comes from: enough to train it again.
 *
 * @param command the command line that made it
 * @param seed the seed of its random numbers
 * @param data SHA-256 by the name of each data file
 * @param split how the data was cut, by the name of the part
 * @param options every option of the training, defaults included
 * @param eddyVersion the version of Eddy
 * @param javaVersion the version of the Java platform
 */
public record Provenance(
    String command,
    long seed,
    Map<String, String> data,
    Map<String, String> split,
    Map<String, String> options,
    String eddyVersion,
    String javaVersion) {
  public Provenance {
    data = Collections.unmodifiableMap(new LinkedHashMap<>(data));
    split = Collections.unmodifiableMap(new LinkedHashMap<>(split));
    options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
  }
}
