package eddy.format.folder;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
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

  /** The provenance of a model that this program makes now, on this Java platform. */
  public static Provenance now(
      String command,
      long seed,
      Map<String, String> data,
      Map<String, String> split,
      Map<String, String> options) {
    return new Provenance(
        command, seed, data, split, options, version(), Runtime.version().toString());
  }

  /** The version of this program. */
  public static String version() {
    try (InputStream in = Provenance.class.getResourceAsStream("version.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
