package eddy.loss;

import eddy.kernel.Processor;
import eddy.layer.Initialization;
import eddy.layer.Layer;
import eddy.tensor.Array;
import eddy.tensor.Parameter;
import eddy.tensor.Sequence;
import eddy.tensor.Sums;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.random.RandomGenerator;

/**
 * A linear-chain conditional random field: how likely a whole sequence of tags is, given a score of
 * each tag at each step.
 *
 * <p>B sequences, T steps, C tags; e are the emissions, A the transitions.
 *
 * <pre>
 *   score(y) = start[y_1] + sum_t e_t[y_t] + sum_t A[y_{t-1}, y_t] + end[y_T]
 *   p(y)     = exp(score(y)) / sum over all legal y' of exp(score(y'))
 * </pre>
 *
 * <p>Parameters: {@code start_transitions} [C], {@code end_transitions} [C] and {@code transitions}
 * [C, C], from row to column, uniform between +-0.1 at first. Those of illegal steps are there but
 * are never read: such steps have no probability.
 *
 * <p>Lafferty, McCallum and Pereira, "Conditional random fields", ICML 2001.
 */
public final class Crf implements Layer {
  /** Sequences whose gradients are summed by one thread, in order. */
  private static final int GRAIN = 4;

  private final int tags;
  private final Chain.Steps steps;
  private final Parameter start;
  private final Parameter end;
  private final Parameter transitions;

  /** A field in which every tag may follow every other. */
  public Crf(int tags, RandomGenerator random) {
    this(everything(tags), random);
  }

  /**
   * A field with fresh parameters.
   *
   * @param legal [C + 1, C + 1]: whether the tag of the column may follow that of the row; the last
   *     row says which may come first, the last column which may come last; not modified
   */
  public Crf(boolean[][] legal, RandomGenerator random) {
    tags = legal.length - 1;
    if (tags < 1 || Arrays.stream(legal).anyMatch(row -> row.length != tags + 1)) {
      throw new IllegalArgumentException(
          "Crf: expected a square matrix [tags + 1, tags + 1] of one tag or more.");
    }
    steps = Chain.Steps.of(Arrays.stream(legal).map(boolean[]::clone).toArray(boolean[][]::new));
    start = new Parameter(Array.zeros(tags));
    end = new Parameter(Array.zeros(tags));
    transitions = new Parameter(Array.zeros(tags, tags));
    parameters()
        .values()
        .forEach(p -> Initialization.uniform(Initialization.all(p), -0.1, 0.1, random));
  }

  private static boolean[][] everything(int tags) {
    boolean[][] legal = new boolean[tags + 1][tags + 1];
    Arrays.stream(legal).forEach(row -> Arrays.fill(row, true));
    return legal;
  }

  @Override
  public SequencedMap<String, Parameter> parameters() {
    SequencedMap<String, Parameter> all = new LinkedHashMap<>();
    all.put("start_transitions", start);
    all.put("end_transitions", end);
    all.put("transitions", transitions);
    return all;
  }

  /**
   * The mean over all true steps of {@code -log p(y)}: the loss of each sequence as a whole,
   * divided by how many steps all sequences have together.
   *
   * @param emissions [B, T, C]
   * @param ids the true tags, sequence by sequence, [B * T]; those of padding are not read
   * @throws IllegalArgumentException if a true sequence is not legal
   */
  public Tensor loss(Sequence emissions, int[] ids) {
    check(emissions, ids);
    Tape tape = emissions.values().tape();
    Processor processor = tape.processor();
    int batch = emissions.batch();
    int time = emissions.time();
    int[] lengths = emissions.lengths();
    float[] e = emissions.values().data();
    float[] alpha = tape.scratch(batch * time * tags);
    Chain chain = chain(tape);
    double sum =
        Sums.inChunks(
            processor,
            batch,
            GRAIN,
            new double[Sums.chunks(batch, GRAIN)],
            (from, to) -> {
              float[] work = processor.buffers().take(tags);
              double part = 0;
              for (int b = from; b < to; b++) {
                int at = b * time;
                part += chain.forward(e, at, lengths[b], alpha, work);
                part -= chain.score(e, at, lengths[b], ids);
              }
              processor.buffers().give(work);
              return part;
            });
    long count = Arrays.stream(lengths).asLongStream().sum();
    Tensor loss =
        Sums.scalar(
            sum / count,
            emissions.values(),
            tape.parameter(start),
            tape.parameter(end),
            tape.parameter(transitions));
    tape.record(
        () -> backward(emissions, ids, chain, alpha, (double) loss.gradient()[0] / count), loss);
    return loss;
  }

  private Chain chain(Tape tape) {
    return new Chain(
        steps, tape.processor().kernels(), start.data(), end.data(), transitions.data());
  }

  private void backward(Sequence emissions, int[] ids, Chain chain, float[] alpha, double factor) {
    Tape tape = emissions.values().tape();
    Processor processor = tape.processor();
    int time = emissions.time();
    int[] lengths = emissions.lengths();
    // Each chunk counts for itself, and the counts are then added up in order.
    int pairs = steps.count();
    int chunks = Sums.chunks(emissions.batch(), GRAIN);
    float[] counts = new float[chunks * pairs];
    float[] marginals = tape.scratch(emissions.batch() * time * tags);
    Arrays.fill(marginals, 0, emissions.batch() * time * tags, 0);
    processor
        .workers()
        .run(
            chunks,
            part -> {
              float[] work = processor.buffers().take(tags);
              for (int chunk = part.from(chunks, 1); chunk < part.to(chunks, 1); chunk++) {
                int to = Math.min(emissions.batch(), (chunk + 1) * GRAIN);
                for (int b = chunk * GRAIN; b < to; b++) {
                  chain.marginals(
                      alpha, b * time, lengths[b], marginals, counts, chunk * pairs, work);
                }
              }
              processor.buffers().give(work);
            });
    float[] da = tape.gradient(transitions);
    for (int to = 0; to < tags; to++) {
      int[] before = steps.before()[to];
      for (int k = 0; k < before.length; k++) {
        double count = 0;
        for (int chunk = 0; chunk < chunks; chunk++) {
          count += counts[chunk * pairs + steps.offsets()[to] + k];
        }
        da[before[k] * tags + to] += (float) (factor * count);
      }
    }
    addTo(emissions, ids, marginals, (float) factor);
  }

  /** Adds what emissions, first and last tags, and the true paths owe to the gradient. */
  private void addTo(Sequence emissions, int[] ids, float[] marginals, float factor) {
    Tape tape = emissions.values().tape();
    float[] de = emissions.values().gradient();
    float[] dFirst = tape.gradient(start);
    float[] dLast = tape.gradient(end);
    float[] da = tape.gradient(transitions);
    for (int b = 0; b < emissions.batch(); b++) {
      int row = b * emissions.time();
      int last = row + emissions.lengths()[b] - 1;
      for (int j = 0; j < tags; j++) {
        dFirst[j] += factor * marginals[row * tags + j];
        dLast[j] += factor * marginals[last * tags + j];
      }
      dFirst[ids[row]] -= factor;
      dLast[ids[last]] -= factor;
      for (int t = row; t <= last; t++) {
        for (int i = t * tags; i < (t + 1) * tags; i++) {
          de[i] += factor * marginals[i];
        }
        de[t * tags + ids[t]] -= factor;
        if (t > row) {
          da[ids[t - 1] * tags + ids[t]] -= factor;
        }
      }
    }
  }

  /**
   * The likeliest legal tags of each sequence; of equal ones the first.
   *
   * <p>Viterbi, "Error bounds for convolutional codes", 1967.
   *
   * @param emissions [B, T, C]
   * @return for each sequence as many tags as it has true steps
   */
  public int[][] decode(Sequence emissions) {
    check(emissions);
    Tape tape = emissions.values().tape();
    Chain chain = chain(tape);
    float[] e = emissions.values().data();
    int time = emissions.time();
    int[] lengths = emissions.lengths();
    int[][] best = new int[emissions.batch()][];
    tape.processor()
        .forEachRow(
            best.length,
            (long) time * tags * tags,
            (from, to) -> {
              for (int b = from; b < to; b++) {
                best[b] = chain.viterbi(e, b * time, lengths[b]);
              }
            });
    return best;
  }

  private void check(Sequence emissions) {
    if (emissions.features() != tags) {
      throw new IllegalArgumentException(
          "Crf: expected emissions [batch, time, %d] but got %s. The last dimension is tags."
              .formatted(tags, emissions.values().shape()));
    }
  }

  private void check(Sequence emissions, int[] ids) {
    check(emissions);
    if (ids.length != emissions.batch() * emissions.time()) {
      throw new IllegalArgumentException(
          "Crf: expected a tag for each step of %s, padding included, but got %d."
              .formatted(emissions.values().shape(), ids.length));
    }
    for (int b = 0; b < emissions.batch(); b++) {
      int previous = tags;
      for (int t = 0; t <= emissions.lengths()[b]; t++) {
        boolean done = t == emissions.lengths()[b];
        int tag = done ? tags : ids[b * emissions.time() + t];
        if (tag < 0 || tag > tags || (tag == tags && !done)) {
          throw new IllegalArgumentException(
              "Crf: expected tags from 0 to %d but got %d.".formatted(tags - 1, tag));
        }
        if (!steps.legal()[previous][tag]) {
          throw new IllegalArgumentException(
              "Crf: the true tags of sequence %d are illegal at step %d.".formatted(b, t));
        }
        previous = tag;
      }
    }
  }
}
