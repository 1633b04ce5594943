package eddy.recurrent;

import eddy.layer.Attention;
import eddy.layer.Layer;
import eddy.layer.Linear;
import eddy.tensor.Arrangement;
import eddy.tensor.Array;
import eddy.tensor.Elementwise;
import eddy.tensor.Parameter;
import eddy.tensor.Sequence;
import eddy.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * A recurrent decoder that attends to what an encoder remembers.
 *
 * <p>B pairs of sequences, T steps, E features of an input, H of the recurrent output, S states, A
 * features of the attentional vector a:
 *
 * <pre>
 *   h[t] = recurrent(y[t], h[t - 1])               or, with input feeding,
 *   h[t] = recurrent([y[t]; a[t - 1]], h[t - 1])   where a[-1] = 0
 *   c[t] = attention(h[t], memory)
 *   a[t] = tanh(combine [h[t]; c[t]])
 * </pre>
 *
 * <p>Without input feeding all steps run as one sequence and ask as one batch; with it each step
 * waits for the attention of the one before, which makes training slower by what larger products
 * would gain. Its state is that of the recurrent layers and, with input feeding, a [1, B, A] behind
 * it.
 *
 * <p>Luong, Pham and Manning, "Effective approaches to attention-based neural machine translation",
 * EMNLP 2015, sections 3 and 3.3.
 */
public final class AttentiveDecoder implements Layer {
  private final Recurrent recurrent;
  private final Attention attention;
  private final Linear combine;
  private final boolean feeding;

  /**
   * What some steps give.
   *
   * @param vectors a, [B, T, A]; beyond the end of a sequence they mean nothing
   * @param weights of attention, [B, T, S]
   * @param state after the last step: of each sequence by itself, or with input feeding after the
   *     last one of all, for which all sequences must be as long if the state is to be used
   */
  public record Output(Tensor vectors, Tensor weights, List<Tensor> state) {}

  /**
   * Of layers that fit each other.
   *
   * @param recurrent from E features, or with input feeding from E + A, to H; of one direction
   * @param attention asked by H features
   * @param combine from H features and those of the memory to A
   * @param feeding whether each step sees the attentional vector of the one before
   */
  public AttentiveDecoder(
      Recurrent recurrent, Attention attention, Linear combine, boolean feeding) {
    if (recurrent.options().directions() != 1) {
      throw new IllegalArgumentException(
          "AttentiveDecoder: expected recurrent layers of one direction but got both.");
    }
    this.recurrent = recurrent;
    this.attention = attention;
    this.combine = combine;
    this.feeding = feeding;
  }

  /** The layers that read the inputs. */
  public Recurrent recurrent() {
    return recurrent;
  }

  /**
   * The state to begin from.
   *
   * @param first of the recurrent layers, each [L, B, W]
   */
  public List<Tensor> begin(List<Tensor> first) {
    if (!feeding) {
      return first;
    }
    int batch = first.getFirst().shape().dimension(1);
    int width = combine.parameters().get("weight").shape().dimension(0);
    List<Tensor> state = new ArrayList<>(first);
    state.add(first.getFirst().tape().constant(Array.zeros(1, batch, width)));
    return state;
  }

  /**
   * Takes all steps of some sequences.
   *
   * @param inputs y, [B, T, E]
   * @param state from {@link #begin} or of a former output
   */
  public Output forward(Sequence inputs, List<Tensor> state, Attention.Memory memory) {
    if (feeding) {
      return loop(inputs, state, memory);
    }
    Recurrent.Output next = recurrent.forward(inputs, state);
    Attention.Output attended = attention.forward(next.sequence(), memory);
    Tensor joined = Arrangement.concatenate(next.sequence().values(), attended.contexts());
    return new Output(Elementwise.tanh(combine.forward(joined)), attended.weights(), next.state());
  }

  private Output loop(Sequence inputs, List<Tensor> state, Attention.Memory memory) {
    int batch = inputs.batch();
    int steps = inputs.time();
    int[] counts = new int[batch];
    Arrays.fill(counts, 1);
    Tensor flat = Arrangement.reshape(inputs.values(), batch * steps, inputs.features());
    Tensor[] vectors = new Tensor[steps];
    Tensor[] weights = new Tensor[steps];
    List<Tensor> carried = state;
    Loop loop = recurrent.loop(flat.tape());
    for (int t = 0; t < steps; t++) {
      int[] rows = new int[batch];
      for (int b = 0; b < batch; b++) {
        rows[b] = b * steps + t;
      }
      Output one = step(loop, Arrangement.rows(flat, rows, batch), carried, memory, counts);
      vectors[t] = one.vectors();
      weights[t] = one.weights();
      carried = one.state();
    }
    return new Output(
        Arrangement.reshape(
            Arrangement.concatenate(vectors), batch, steps, vectors[0].shape().last()),
        Arrangement.reshape(
            Arrangement.concatenate(weights), batch, steps, weights[0].shape().last()),
        carried);
  }

  /**
   * Takes one step with any number of hypotheses for each sequence of the memory.
   *
   * @param inputs of each of R hypotheses, [R, E]
   * @param state of each hypothesis
   * @param counts how many hypotheses each sequence of the memory has, one or more; those of one
   *     stand together, in the order of the memory
   * @return vectors [R, A] and weights [R, S]
   */
  public Output step(Tensor inputs, List<Tensor> state, Attention.Memory memory, int[] counts) {
    return step(recurrent.loop(inputs.tape()), inputs, state, memory, counts);
  }

  private Output step(
      Loop loop, Tensor inputs, List<Tensor> state, Attention.Memory memory, int[] counts) {
    int count = inputs.shape().rows();
    int carried = state.size() - (feeding ? 1 : 0);
    Tensor seen = inputs;
    if (feeding) {
      Tensor before = state.getLast();
      seen =
          Arrangement.concatenate(
              inputs, Arrangement.reshape(before, count, before.shape().last()));
    }
    Recurrent.Output next =
        loop.forward(
            Sequence.full(Arrangement.reshape(seen, count, 1, seen.shape().last())),
            state.subList(0, carried));
    Tensor values = next.sequence().values();
    Tensor states = Arrangement.reshape(values, count, values.shape().last());
    // The hypotheses of a sequence ask its states together, as the steps of a sequence would.
    int widest = Arrays.stream(counts).max().orElseThrow();
    int[] asked = new int[counts.length * widest];
    int[] answered = new int[count];
    int row = 0;
    for (int s = 0; s < counts.length; s++) {
      for (int i = 0; i < counts[s]; i++) {
        asked[s * widest + i] = row;
        answered[row++] = s * widest + i;
      }
    }
    Tensor queries = Arrangement.rows(states, asked, counts.length, widest);
    Attention.Output attended = attention.forward(new Sequence(queries, counts), memory);
    Tensor joined = Arrangement.concatenate(states, rows(attended.contexts(), answered));
    Tensor vectors = Elementwise.tanh(combine.forward(joined));
    List<Tensor> after = new ArrayList<>(next.state());
    if (feeding) {
      after.add(Arrangement.reshape(vectors, 1, count, vectors.shape().last()));
    }
    return new Output(vectors, rows(attended.weights(), answered), after);
  }

  /** Some of the rows of [sequences, hypotheses, F]. */
  private static Tensor rows(Tensor all, int[] places) {
    Tensor flat = Arrangement.reshape(all, all.shape().rows(), all.shape().last());
    return Arrangement.rows(flat, places, places.length);
  }

  @Override
  public SequencedMap<String, Parameter> parameters() {
    SequencedMap<String, Layer> layers = new LinkedHashMap<>();
    layers.put("recurrent", recurrent);
    layers.put("attention", attention);
    layers.put("combine", combine);
    return Layer.join(layers);
  }
}
