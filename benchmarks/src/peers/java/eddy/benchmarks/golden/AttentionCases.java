package eddy.benchmarks.golden;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Attention, which PyTorch has no layer for in this form, and decoders with it, from its operations. */
final class AttentionCases {
  private static final int BATCH = 3;
  private static final int STEPS = 4;
  private static final int STATES = 5;
  private static final int MEMORY = 6;
  private static final int HIDDEN = 4;
  private static final int INPUT = 3;
  private static final int VECTOR = 5;

  private AttentionCases() {}

  static List<GoldenFile> all() {
    List<GoldenFile> files = new ArrayList<>();
    for (boolean additive : new boolean[] {false, true}) {
      files.add(attention(additive));
      for (boolean feeding : new boolean[] {false, true}) {
        files.add(decoder(additive, feeding));
      }
    }
    return files;
  }

  private static String kind(boolean additive) {
    return additive ? "additive" : "multiplicative";
  }

  /** All queries [B, T, H] of some sequences to memories [B, S, K] of other lengths. */
  private static GoldenFile attention(boolean additive) {
    TorchCase c =
        new TorchCase(
            "attention-" + kind(additive),
            "contexts of queries [B, T, H] to states [B, S, K], whose lengths differ, by weights"
                + " [B, T, S]; loss = sum(contexts * g_contexts); d_... are its gradients.");
    c.file().option("score", kind(additive));
    Tensor queries = c.leaf("queries", 1.5, BATCH, STEPS, HIDDEN);
    Ask ask = new Ask(c, additive);
    Tensor weights = ask.weights(queries);
    c.result("weights", weights);
    c.gradients(c.weighed("contexts", weights.bmm(ask.states)));
    return c.file();
  }

  /** An LSTM decoder over whole sequences. */
  private static GoldenFile decoder(boolean additive, boolean feeding) {
    TorchCase c =
        new TorchCase(
            "decoder-" + kind(additive) + (feeding ? "-feeding" : ""),
            "vectors [B, T, A] of an LSTM decoder of inputs [B, T, E] that attends to states"
                + " [B, S, K]; loss = sum(vectors * g_vectors); d_... are its gradients.");
    c.file().option("score", kind(additive));
    c.file().option("feeding", feeding);
    Tensor inputs = c.leaf("inputs", 1.5, BATCH, STEPS, INPUT);
    Tensor h = c.leaf("h0", 1, 1, BATCH, HIDDEN);
    Tensor memory = c.leaf("c0", 1, 1, BATCH, HIDDEN);
    List<Tensor> cell =
        List.of(
            c.leaf("recurrent.weight_ih_l0", 0.6, 4 * HIDDEN, INPUT + (feeding ? VECTOR : 0)),
            c.leaf("recurrent.weight_hh_l0", 0.6, 4 * HIDDEN, HIDDEN),
            c.leaf("recurrent.bias_ih_l0", 0.6, 4 * HIDDEN),
            c.leaf("recurrent.bias_hh_l0", 0.6, 4 * HIDDEN));
    Ask ask = new Ask(c, additive);
    Tensor weight = c.leaf("combine.weight", 0.8, VECTOR, HIDDEN + MEMORY);
    Tensor bias = c.leaf("combine.bias", 0.8, VECTOR);
    Tensor vector = TorchCase.zeros(BATCH, 1, VECTOR);
    List<Tensor> vectors = new ArrayList<>();
    for (int t = 0; t < STEPS; t++) {
      Tensor input = inputs.narrow(1, t, 1);
      var next =
          torch.lstm(
              feeding ? join(input, vector) : input,
              TorchRecurrent.vector(List.of(h, memory)),
              TorchRecurrent.vector(cell),
              true,
              1,
              0,
              true,
              false,
              true);
      h = next.get1();
      memory = next.get2();
      Tensor context = ask.weights(next.get0()).bmm(ask.states);
      vector = torch.linear(join(next.get0(), context), weight, bias).tanh();
      vectors.add(vector);
    }
    c.result("h", h);
    c.result("c", memory);
    c.gradients(c.weighed("vectors", torch.cat(TorchRecurrent.vector(vectors), 1)));
    return c.file();
  }

  private static Tensor join(Tensor left, Tensor right) {
    return torch.cat(TorchRecurrent.vector(List.of(left, right)), 2);
  }

  /** What is asked, with its parameters. */
  private static final class Ask {
    private static final long[] LENGTHS = {5, 2, 3};

    private final Tensor states;
    private final Tensor keys;
    private final Tensor padding;
    private final List<Tensor> additive = new ArrayList<>();

    Ask(TorchCase c, boolean additive) {
      c.file().integers("lengths", LENGTHS, BATCH);
      states = c.leaf("states", 1.5, BATCH, STATES, MEMORY);
      keys = torch.linear(states, c.leaf("attention.weight_key", 0.8, HIDDEN, MEMORY));
      if (additive) {
        this.additive.add(c.leaf("attention.weight_query", 0.8, HIDDEN, HIDDEN));
        this.additive.add(c.leaf("attention.bias", 0.8, HIDDEN));
        this.additive.add(c.leaf("attention.weight_score", 0.8, HIDDEN));
      }
      double[] hidden = new double[BATCH * STATES];
      for (int b = 0; b < BATCH; b++) {
        for (int s = (int) LENGTHS[b]; s < STATES; s++) {
          hidden[b * STATES + s] = -1e300;
        }
      }
      padding = Tensor.create(hidden, BATCH, 1, STATES);
    }

    /** The weights [B, T, S] of queries [B, T, H]; none where a sequence has ended. */
    Tensor weights(Tensor queries) {
      Tensor scores;
      if (additive.isEmpty()) {
        scores = queries.bmm(keys.transpose(1, 2));
      } else {
        Tensor asked = torch.linear(queries, additive.get(0), additive.get(1));
        Tensor sums = asked.unsqueeze(2).add(keys.unsqueeze(1)).tanh();
        scores = sums.mul(additive.get(2)).sum(new long[] {-1});
      }
      return torch.softmax(scores.add(padding), -1);
    }
  }
}
