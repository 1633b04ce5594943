package eddy.tag;

import java.util.List;
import java.util.Optional;

/**
 * What is said of a sentence.
 *
 * @param tags in the scheme of the files
 * @param label where sentences have one
 */
record Prediction(List<String> tags, Optional<String> label) {}
