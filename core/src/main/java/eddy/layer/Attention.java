package eddy.layer;

import eddy.tensor.Alignment;
import eddy.tensor.Array;
import eddy.tensor.Parameter;
import eddy.tensor.Products;
import eddy.tensor.Sequence;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.random.RandomGenerator;

/**
 * Attention: for each step of one sequence, a weighted mean of the states of another, whose weights
 * say how well they fit.
 *
 * <p>B pairs of sequences, T queries of H features, S states of K features. With the score e:
 *
 * <pre>
 *   additive:        e[t, s] = v . tanh(W q[t] + b + U m[s])
 *   multiplicative:  e[t, s] = q[t] . U m[s]
 *   a[t]       = softmax over s of e[t, s]
 *   context[t] = sum_s a[t, s] m[s]
 * </pre>
 *
 * <p>Parameters: {@code weight_key} U [H, K], and if additive {@code weight_query} W [H, H], {@code
 * bias} b [H] and {@code weight_score} v [H], uniform between plus and minus one by the root of
 * what they are multiplied with. All queries are answered at once, so that a decoder whose
 * recurrent layers don't see the contexts is trained by whole sequences.
 *
 * <p>Bahdanau, Cho and Bengio, "Neural machine translation by jointly learning to align and
 * translate", ICLR 2015; Luong, Pham and Manning, "Effective approaches to attention-based neural
 * machine translation", EMNLP 2015 ("general").
 */
public final class Attention implements Layer {
  private final SequencedMap<String, Parameter> parameters = new LinkedHashMap<>();
  private final Score score;
  private final int querySize;

  /** How a query and a state are compared. */
  public enum Score {
    ADDITIVE,
    MULTIPLICATIVE
  }

  /**
   * What is attended to, with the keys made of it once for any number of queries.
   *
   * @param states m, [B, S, K]
   * @param keys U m, [B, S, H]
   */
  public record Memory(Sequence states, Sequence keys) {}

  /**
   * What attention returns.
   *
   * @param contexts [B, T, K], zeros in the padding
   * @param weights a, [B, T, S], zeros in the padding
   */
  public record Output(Tensor contexts, Tensor weights) {}

  /** A layer with fresh parameters. */
  public Attention(Score score, int querySize, int stateSize, RandomGenerator random) {
    this.score = score;
    this.querySize = querySize;
    add("weight_key", stateSize, random, querySize, stateSize);
    if (score == Score.ADDITIVE) {
      add("weight_query", querySize, random, querySize, querySize);
      add("bias", querySize, random, querySize);
      add("weight_score", querySize, random, querySize);
    }
  }

  private void add(String name, int inputs, RandomGenerator random, int... dimensions) {
    Parameter parameter = new Parameter(Array.zeros(dimensions));
    double bound = 1 / Math.sqrt(inputs);
    Initialization.uniform(Initialization.all(parameter), -bound, bound, random);
    parameters.put(name, parameter);
  }

  /**
   * Makes the keys of some states.
   *
   * @param states [B, S, K]
   */
  public Memory memory(Sequence states) {
    Tensor keys = Products.linear(states.values(), on(states.values().tape(), "weight_key"));
    return new Memory(states, states.with(keys));
  }

  /**
   * Answers queries.
   *
   * @param queries [B, T, H]
   */
  public Output forward(Sequence queries, Memory memory) {
    if (queries.features() != querySize || queries.batch() != memory.states().batch()) {
      throw new IllegalArgumentException(
          "Attention: expected queries [%d, time, %d] but got %s. The first dimension is that of the states."
              .formatted(memory.states().batch(), querySize, queries.values().shape()));
    }
    Tape tape = queries.values().tape();
    Tensor scores =
        switch (score) {
          case MULTIPLICATIVE -> Alignment.dot(queries, memory.keys());
          case ADDITIVE -> {
            Tensor asked =
                Products.linear(queries.values(), on(tape, "weight_query"), on(tape, "bias"));
            yield Alignment.additive(queries.with(asked), memory.keys(), on(tape, "weight_score"));
          }
        };
    int[] lengths = queries.lengths();
    Tensor weights = Alignment.softmax(scores, lengths, memory.states().lengths());
    return new Output(Alignment.mix(weights, lengths, memory.states()), weights);
  }

  private Tensor on(Tape tape, String name) {
    return tape.parameter(parameters.get(name));
  }

  @Override
  public SequencedMap<String, Parameter> parameters() {
    return new LinkedHashMap<>(parameters);
  }
}
