package eddy.series;

import eddy.format.BadInput;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Sequences of the same channels, of any lengths.
 *
 * @param name the file or folder that they come from
 * @param channels what is measured at each step: names, or numbers from 1 where there are none
 * @param all the sequences, one or more
 */
record Examples(String name, List<String> channels, List<Example> all) {
  Examples {
    channels = List.copyOf(channels);
    all = List.copyOf(all);
    if (all.isEmpty()) {
      throw new BadInput(name + ": expected one sequence or more but found none.");
    }
  }

  /**
   * Refuses other channels than those of the training.
   *
   * @return this
   */
  Examples requireChannels(List<String> trained) {
    if (!channels.equals(trained)) {
      throw new BadInput(
          channels.size() == trained.size()
              ? "%s: expected the channels %s as in training but found %s."
                  .formatted(name, String.join(", ", trained), String.join(", ", channels))
              : "%s: expected %d channels as in training but found %d."
                  .formatted(name, trained.size(), channels.size()));
    }
    return this;
  }

  /** The names of channels that have none. */
  static List<String> numbered(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(Integer::toString).toList();
  }
}
