package eddy.classify;

import eddy.task.BatchesByLength;
import eddy.task.Labels;
import eddy.text.TextCodec;
import eddy.text.Vocabulary;
import eddy.train.TrainingData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Labelled texts as numbers.
 *
 * @param texts ids of the tokens of each, an end of a line before and behind them, as a language
 *     model meets a line
 * @param labels numbers of the labels of each, ascending
 */
record Encoded(List<int[]> texts, List<int[]> labels) {

  /**
   * Encodes texts.
   *
   * @throws eddy.format.BadInput with the place of a label that is none of the classifier's
   */
  static Encoded of(List<Example> examples, ClassifyConfig config, TextCodec codec) {
    List<int[]> texts = new ArrayList<>();
    List<int[]> labels = new ArrayList<>();
    for (Example example : examples) {
      texts.add(ids(config.tokens(codec, example.text()), codec.vocabulary()));
      labels.add(labels(example, config.labels()));
    }
    return new Encoded(texts, labels);
  }

  /**
   * The numbers of a text's labels, ascending.
   *
   * @throws eddy.format.BadInput with its place if one is none of the classifier's
   */
  static int[] labels(Example example, List<String> known) {
    return example.labels().stream()
        .mapToInt(label -> Labels.number(label, known, example.place()))
        .sorted()
        .toArray();
  }

  /** The ids of tokens between two ends of a line. */
  static int[] ids(List<String> tokens, Vocabulary vocabulary) {
    int[] ids = new int[tokens.size() + 2];
    ids[0] = Vocabulary.END;
    for (int i = 0; i < tokens.size(); i++) {
      int id = vocabulary.id(tokens.get(i));
      ids[i + 1] = id == Vocabulary.END ? Vocabulary.UNKNOWN : id;
    }
    ids[ids.length - 1] = Vocabulary.END;
    return ids;
  }

  int size() {
    return texts.size();
  }

  /** How many texts have each label. */
  long[] counts(int classes) {
    long[] counts = new long[classes];
    labels.forEach(each -> Arrays.stream(each).forEach(label -> counts[label]++));
    return counts;
  }

  /** Batches of texts of similar length, in an order that depends on seed and epoch. */
  TrainingData<TextBatch> batches(int size, long seed) {
    int[] lengths = texts.stream().mapToInt(text -> text.length).toArray();
    return new BatchesByLength<>(
        lengths,
        size,
        seed,
        (items, epoch) -> new TextBatch(epoch, select(texts, items), select(labels, items)));
  }

  private static List<int[]> select(List<int[]> all, int[] items) {
    return Arrays.stream(items).mapToObj(all::get).toList();
  }
}
