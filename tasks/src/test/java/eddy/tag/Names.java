package eddy.tag;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Made-up sentences in which the same words are people after a title and places after "in", so that
 * only the context tells; the label says what happened.
 */
final class Names {
  private static final List<String> NAMES = List.of("Jordan", "Paris", "Sydney", "Florence", "Lee");

  private Names() {}

  /**
   * A sentence.
   *
   * @param words its words
   * @param tags in BIO
   * @param label what happened
   */
  record Example(List<String> words, List<String> tags, String label) {
    String columns() {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < words.size(); i++) {
        String length = words.get(i).length() > 4 ? "long" : "short";
        text.append(words.get(i))
            .append(' ')
            .append(length)
            .append(' ')
            .append(tags.get(i))
            .append('\n');
      }
      return text.append('\n').toString();
    }
  }

  static List<Example> examples(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      List<String> words = new ArrayList<>();
      List<String> tags = new ArrayList<>();
      boolean met = random.nextBoolean();
      person(words, tags, random);
      words.add(met ? "met" : "left");
      tags.add("O");
      if (met) {
        person(words, tags, random);
      }
      words.add("in");
      tags.add("O");
      words.add(NAMES.get(random.nextInt(NAMES.size())));
      tags.add("B-LOC");
      examples.add(new Example(words, tags, met ? "meeting" : "leaving"));
    }
    return examples;
  }

  private static void person(List<String> words, List<String> tags, SplittableRandom random) {
    words.add(random.nextBoolean() ? "Mr" : "Ms");
    tags.add("O");
    words.add(NAMES.get(random.nextInt(NAMES.size())));
    tags.add("B-PER");
    if (random.nextBoolean()) {
      words.add(NAMES.get(random.nextInt(NAMES.size())));
      tags.add("I-PER");
    }
  }
}
