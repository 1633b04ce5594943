package eddy.translate;

import java.util.List;

/**
 * A sentence to be translated, with the translations that count as right.
 *
 * @param references one or more
 * @param place where it stands, for messages
 */
record Item(String source, List<String> references, String place) {
  Item {
    references = List.copyOf(references);
  }
}
