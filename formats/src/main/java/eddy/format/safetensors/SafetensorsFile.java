package eddy.format.safetensors;

import eddy.tensor.Array;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The content of a safetensors file.
 *
 * @param tensors by name, in the order of the header
 * @param metadata the texts under {@code __metadata__}
 */
public record SafetensorsFile(Map<String, Array> tensors, Map<String, String> metadata) {
  public SafetensorsFile {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
  }
}
