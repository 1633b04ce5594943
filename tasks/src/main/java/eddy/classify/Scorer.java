package eddy.classify;

import eddy.data.Batches;
import eddy.tensor.Array;
import eddy.tensor.Elementwise;
import eddy.tensor.Reductions;
import eddy.tensor.Sequence;
import eddy.tensor.Softmax;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import eddy.tensor.Workspace;
import eddy.text.TextCodec;
import java.util.Arrays;
import java.util.List;

/**
 * Reads texts with a network and says how likely each label is.
 *
 * @param network what reads; to explain, one that drops nothing in training
 * @param workspace what it computes with
 */
record Scorer(
    ClassifyNetwork network, ClassifyConfig config, TextCodec codec, Workspace workspace) {
  /** Tokens that are read at a time, padding included; how many changes no bit of a result. */
  private static final int TOKENS = 1 << 13;

  /** The probabilities of the classes, for each text. */
  List<float[]> probabilities(List<int[]> texts) {
    int[] lengths = texts.stream().mapToInt(text -> text.length).toArray();
    float[][] all = new float[lengths.length][];
    int classes = config.labels().size();
    for (int[] items : Batches.longestFirst(lengths, TOKENS, TOKENS)) {
      try (Tape tape = workspace.inference()) {
        Tensor logits = network.logits(tape, Arrays.stream(items).mapToObj(texts::get).toList(), 0);
        Tensor p = config.multiple() ? Elementwise.sigmoid(logits) : Softmax.softmax(logits);
        for (int i = 0; i < items.length; i++) {
          all[items[i]] = Arrays.copyOfRange(p.data(), i * classes, (i + 1) * classes);
        }
      }
    }
    return List.of(all);
  }

  /** The ids of a text, as the network reads it. */
  int[] encode(String text) {
    return Encoded.ids(config.tokens(codec, text), codec.vocabulary());
  }

  /** What speaks for a label of a text. */
  Explanation explain(String text, int label) {
    List<String> tokens = config.tokens(codec, text);
    int[] ids = encode(text);
    double[] parts = new double[tokens.size()];
    try (Tape tape = workspace.training(0, 0)) {
      Sequence embedded = network.embedded(tape, List.of(ids), 0);
      Tensor logits = network.logits(embedded);
      Array slopes = Array.zeros(logits.shape().toArray());
      System.arraycopy(slopes(logits.data(), label), 0, slopes.data(), 0, slopes.data().length);
      tape.backward(Reductions.sum(Elementwise.multiply(logits, tape.constant(slopes))));
      float[] x = embedded.values().data();
      float[] dx = embedded.values().gradient();
      int width = embedded.features();
      for (int t = 0; t < parts.length; t++) {
        // The first id is the end of the line before.
        for (int i = (t + 1) * width; i < (t + 2) * width; i++) {
          parts[t] += (double) x[i] * dx[i];
        }
      }
    }
    return new Explanation(
        config.labels().get(label), tokens, Arrays.stream(parts).boxed().toList());
  }

  /** The derivative of the log-odds of a label by each logit. */
  private float[] slopes(float[] logits, int label) {
    float[] slopes = new float[config.labels().size()];
    slopes[label] = 1;
    if (config.multiple() || slopes.length == 1) {
      return slopes;
    }
    double[] others = new double[slopes.length];
    for (int c = 0; c < others.length; c++) {
      others[c] = c == label ? Double.NEGATIVE_INFINITY : logits[c];
    }
    double[] shares = LinearBaseline.probabilities(others, false);
    for (int c = 0; c < slopes.length; c++) {
      slopes[c] -= (float) shares[c];
    }
    return slopes;
  }
}
