package eddy.classify;

import eddy.data.Shuffle;
import eddy.layer.Layer;
import eddy.task.ClassScores;
import eddy.tensor.Array;
import eddy.tensor.Parameter;
import eddy.text.TextCodec;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * What needs no network: naive Bayes and logistic regression on the runs of tokens of a text.
 *
 * <p>Naive Bayes is multinomial over the features that a text has, each counted once and one added
 * to every count. Logistic regression is trained by stochastic gradient descent and keeps the
 * weights of the epoch that validated best. Wang and Manning, "Baselines and bigrams: simple, good
 * sentiment and topic classification", ACL 2012, has both.
 */
final class Baselines implements Layer {
  private static final int EPOCHS = 40;
  private static final int PATIENCE = 5;
  private static final double RATE = 4;

  private final ClassifyConfig config;
  private final TextCodec codec;
  private final NGrams grams;
  private final SequencedMap<String, LinearBaseline> all = new LinkedHashMap<>();

  /** Untrained ones, to be given the weights of a model folder. */
  Baselines(ClassifyConfig config, TextCodec codec) {
    this.config = config;
    this.codec = codec;
    grams = NGrams.of(codec.tokenizer(), config.features());
    int classes = config.labels().size();
    all.put("naive_bayes", LinearBaseline.zeros(classes, config.features(), false));
    all.put("logistic_regression", LinearBaseline.zeros(classes, config.features(), true));
  }

  /** Their weights, each name led by its baseline's. */
  @Override
  public SequencedMap<String, Parameter> parameters() {
    SequencedMap<String, Parameter> parameters = new LinkedHashMap<>();
    all.forEach((name, baseline) -> {
      parameters.put("baselines." + name + ".weight", baseline.weight());
      parameters.put("baselines." + name + ".bias", baseline.bias());
    });
    return parameters;
  }

  /** The baselines by name. */
  SequencedMap<String, LinearBaseline> all() {
    return all;
  }

  /** The features of texts, of which nothing is left out. */
  List<int[]> features(List<Example> examples) {
    return examples.stream()
        .map(each -> grams.of(codec.tokenizer().tokens(config.normalized(each.text()))))
        .toList();
  }

  /**
   * Trains both.
   *
   * @param labels numbers of the labels of each training text
   * @param validationLabels of each validation text
   */
  void train(
      List<int[]> features,
      List<int[]> labels,
      List<int[]> validation,
      List<int[]> validationLabels) {
    countTogether(all.get("naive_bayes"), features, labels);
    descend(all.get("logistic_regression"), features, labels, validation, validationLabels);
  }

  /** The logarithm of how likely each feature is in a class, and of how likely the class is. */
  private void countTogether(LinearBaseline bayes, List<int[]> features, List<int[]> labels) {
    int classes = config.labels().size();
    int size = config.features();
    double[] texts = new double[classes];
    double[] sums = new double[classes];
    double[] whole = new double[size];
    double wholeSum = 0;
    float[] counts = bayes.weight().data();
    for (int i = 0; i < features.size(); i++) {
      for (int label : labels.get(i)) {
        texts[label]++;
        sums[label] += features.get(i).length;
        for (int feature : features.get(i)) {
          counts[label * size + feature]++;
        }
      }
      wholeSum += features.get(i).length;
      for (int feature : features.get(i)) {
        whole[feature]++;
      }
    }
    // Where a text may have several labels, each is held against the texts without it.
    boolean against = config.multiple();
    for (int c = 0; c < classes; c++) {
      double without = features.size() - texts[c];
      bayes.bias().data()[c] =
          (float)
              (against
                  ? StrictMath.log((texts[c] + 1) / (without + 1))
                  : StrictMath.log((texts[c] + 1) / (features.size() + classes)));
      for (int f = 0; f < size; f++) {
        double with = counts[c * size + f];
        double logarithm = StrictMath.log((with + 1) / (sums[c] + size));
        if (against) {
          logarithm -= StrictMath.log((whole[f] - with + 1) / (wholeSum - sums[c] + size));
        }
        counts[c * size + f] = (float) logarithm;
      }
    }
  }

  private void descend(
      LinearBaseline model,
      List<int[]> features,
      List<int[]> labels,
      List<int[]> validation,
      List<int[]> validationLabels) {
    Array best = model.weight().value().copy();
    Array bestBias = model.bias().value().copy();
    double bestError = Double.POSITIVE_INFINITY;
    int bad = 0;
    for (int epoch = 0; epoch < EPOCHS && bad < PATIENCE; epoch++) {
      double rate = RATE / (1 + epoch);
      for (int i : Shuffle.permutation(features.size(), 1, epoch)) {
        step(model, features.get(i), labels.get(i), rate);
      }
      double error =
          ClassScores.of(probabilities(model, validation), validationLabels, config.multiple())
              .error();
      bad++;
      if (error < bestError) {
        bestError = error;
        best = model.weight().value().copy();
        bestBias = model.bias().value().copy();
        bad = 0;
      }
    }
    model.weight().set("weight", best);
    model.bias().set("bias", bestBias);
  }

  private void step(LinearBaseline model, int[] features, int[] labels, double rate) {
    double[] p = LinearBaseline.probabilities(model.logits(features), config.multiple());
    double value = model.value(features);
    int size = config.features();
    float[] weight = model.weight().data();
    for (int c = 0; c < p.length; c++) {
      double truth = Arrays.binarySearch(labels, c) >= 0 ? 1 : 0;
      double step = rate * (truth - p[c]);
      model.bias().data()[c] += (float) (step * value);
      float each = (float) (step * value);
      for (int feature : features) {
        weight[c * size + feature] += each;
      }
    }
  }

  /** What a baseline says of each text. */
  List<float[]> probabilities(LinearBaseline baseline, List<int[]> features) {
    return features.stream().map(each -> baseline.probabilities(each, config.multiple())).toList();
  }
}
