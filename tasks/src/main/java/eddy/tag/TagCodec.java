package eddy.tag;

import eddy.format.BadInput;
import eddy.format.folder.ModelFolder;
import eddy.text.TokenCounts;
import eddy.text.Vocabulary;
import eddy.text.WordVectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Makes numbers of sentences.
 *
 * <p>Words are numbered in lower case and with every digit 0: how they are spelt is the business of
 * the characters.
 *
 * @param words their vocabulary
 * @param characters that of their characters
 * @param features those of the further columns, and of pairs of words where the model reads them
 */
record TagCodec(Vocabulary words, Vocabulary characters, List<Vocabulary> features) {
  private static final String CHARACTERS = "characters.txt";

  /** Characters of a word that are read, so that no line of garbage holds a batch up. */
  private static final int LONGEST_WORD = 64;

  /**
   * The codec of some sentences.
   *
   * @param minCount how often a word, pair or feature must occur
   * @param vectors whose words are known as well, whether they occur or not
   */
  static TagCodec learn(
      List<Sentence> sentences, int minCount, boolean pairs, Optional<WordVectors> vectors) {
    TokenCounts words = new TokenCounts();
    TokenCounts characters = new TokenCounts();
    List<TokenCounts> features = new ArrayList<>();
    for (Sentence sentence : sentences) {
      List<List<String>> columns = columns(sentence, pairs);
      while (features.size() < columns.size()) {
        features.add(new TokenCounts());
      }
      for (int i = 0; i < sentence.words().size(); i++) {
        words.add(normal(sentence.words().get(i)), 1);
        for (String character : split(sentence.words().get(i))) {
          characters.add(character, 1);
        }
        for (int f = 0; f < columns.size(); f++) {
          features.get(f).add(columns.get(f).get(i), 1);
        }
      }
    }
    LinkedHashSet<String> known = new LinkedHashSet<>(words.ranked(minCount, Integer.MAX_VALUE));
    vectors.ifPresent(all -> known.addAll(all.words().stream().map(TagCodec::normal).toList()));
    known.removeAll(Vocabulary.of(List.of()).tokens());
    return new TagCodec(
        Vocabulary.of(List.copyOf(known)),
        vocabulary(characters, 1),
        features.stream().map(counts -> vocabulary(counts, minCount)).toList());
  }

  private static Vocabulary vocabulary(TokenCounts counts, int minCount) {
    return Vocabulary.of(counts.ranked(minCount, Integer.MAX_VALUE));
  }

  /** The codec of the model in a folder. */
  static TagCodec of(ModelFolder folder, TagConfig config) {
    int count = config.format().features().size() + (config.pairs() ? 1 : 0);
    List<Vocabulary> features = new ArrayList<>();
    for (int f = 0; f < count; f++) {
      features.add(vocabulary(folder, feature(f)));
    }
    return new TagCodec(
        vocabulary(folder, Vocabulary.FILE), vocabulary(folder, CHARACTERS), features);
  }

  private static Vocabulary vocabulary(ModelFolder folder, String file) {
    return Vocabulary.parse(folder.text(file), folder.path().resolve(file).toString());
  }

  private static String feature(int number) {
    return "features-" + (number + 1) + ".txt";
  }

  /** The files of a model folder that it is made of again. */
  Map<String, String> texts() {
    SequencedMap<String, String> texts = new LinkedHashMap<>();
    texts.put(Vocabulary.FILE, words.text());
    texts.put(CHARACTERS, characters.text());
    for (int f = 0; f < features.size(); f++) {
      texts.put(feature(f), features.get(f).text());
    }
    return texts;
  }

  static String normal(String word) {
    StringBuilder normal = new StringBuilder(word.toLowerCase(Locale.ROOT));
    for (int i = 0; i < normal.length(); i++) {
      if (Character.isDigit(normal.charAt(i))) {
        normal.setCharAt(i, '0');
      }
    }
    return normal.toString();
  }

  private static List<String> split(String word) {
    return word.codePoints().limit(LONGEST_WORD).mapToObj(Character::toString).toList();
  }

  private static List<List<String>> columns(Sentence sentence, boolean pairs) {
    List<List<String>> columns = new ArrayList<>();
    for (int f = 0; f < sentence.features().getFirst().size(); f++) {
      int column = f;
      columns.add(sentence.features().stream().map(row -> row.get(column)).toList());
    }
    if (pairs) {
      List<String> words = sentence.words();
      List<String> both = new ArrayList<>();
      for (int i = 0; i < words.size(); i++) {
        both.add(
            normal(words.get(i)) + " " + (i + 1 < words.size() ? normal(words.get(i + 1)) : ""));
      }
      columns.add(both);
    }
    return columns;
  }

  /**
   * A sentence in numbers; tags and label where it has them.
   *
   * @throws BadInput with file and line if a tag or the label is none of the model's
   */
  EncodedSentence encode(Sentence sentence, TagConfig config) {
    List<String> tags = config.learnt().convert(sentence.tags());
    int[] tagIds = new int[tags.size()];
    for (int i = 0; i < tagIds.length; i++) {
      tagIds[i] = config.tags().indexOf(tags.get(i));
      if (tagIds[i] < 0) {
        throw sentence.refusal(i, unknown("tag", sentence.tags().get(i), config.tags()));
      }
    }
    int label = -1;
    if (sentence.label().isPresent()) {
      label = config.labels().indexOf(sentence.label().get());
      if (label < 0) {
        throw sentence.refusal(0, unknown("label", sentence.label().get(), config.labels()));
      }
    }
    return new EncodedSentence(
        ids(words, sentence.words().stream().map(TagCodec::normal).toList()),
        sentence.words(),
        sentence.words().stream().map(w -> ids(characters, split(w))).toArray(int[][]::new),
        features(sentence, config.pairs()),
        tagIds,
        label);
  }

  private int[][] features(Sentence sentence, boolean pairs) {
    List<List<String>> columns = columns(sentence, pairs);
    int[][] ids = new int[columns.size()][];
    Arrays.setAll(ids, f -> ids(features.get(f), columns.get(f)));
    return ids;
  }

  private static String unknown(String what, String found, List<String> known) {
    return known.isEmpty()
        ? "expected no "
            + what
            + "s, as the model has none, but found "
            + BadInput.quote(found)
            + "."
        : "the %s %s does not occur in the data that the model was trained on."
            .formatted(what, BadInput.quote(found));
  }

  private static int[] ids(Vocabulary vocabulary, List<String> tokens) {
    return tokens.stream().mapToInt(vocabulary::id).toArray();
  }
}
