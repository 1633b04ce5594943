package eddy.loss;

import eddy.kernel.Kernels;
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
import java.util.stream.IntStream;

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
  // The forward pass keeps alpha_t[j], the logarithm of the summed scores of all beginnings that
  // end
  // in tag j, less the largest of its step, so that floats do for any length. The way back needs no
  // second recursion in logarithms: the probability of tag i before tag j is a softmax over the
  // terms whose sum made alpha_t[j], so the marginal probabilities of step t, shared out by it, add
  // up to those of step t - 1.

  /** The logarithm of nothing: far below all sums, yet finite. */
  private static final float NEVER = -1e30f;

  /** Marginal probabilities below it are not followed further back. */
  private static final float NEGLIGIBLE = 1e-9f;

  /** Sequences whose gradients are summed by one thread, in order. */
  private static final int GRAIN = 4;

  private final int tags;
  private final boolean[][] legal;
  private final int[][] before;
  private final int[] offsets;
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
    this.legal = Arrays.stream(legal).map(boolean[]::clone).toArray(boolean[][]::new);
    if (tags < 1 || Arrays.stream(legal).anyMatch(row -> row.length != tags + 1)) {
      throw new IllegalArgumentException(
          "Crf: expected a square matrix [tags + 1, tags + 1] of one tag or more.");
    }
    before = new int[tags][];
    offsets = new int[tags + 1];
    for (int tag = 0; tag < tags; tag++) {
      int to = tag;
      before[tag] = IntStream.range(0, tags).filter(from -> legal[from][to]).toArray();
      offsets[tag + 1] = offsets[tag] + before[tag].length;
    }
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

  /** The transitions on a tape, those into a tag side by side and only the legal ones. */
  private final class Scores {
    final Tensor first;
    final Tensor last;
    final Tensor steps;
    final float[] into;

    // Threads other than the tape's may read its arrays but not its tensors.
    final float[] a;
    final float[] firsts;
    final float[] lasts;

    Scores(Tape tape) {
      first = tape.parameter(start);
      last = tape.parameter(end);
      steps = tape.parameter(transitions);
      a = steps.data();
      firsts = first.data();
      lasts = last.data();
      into = tape.scratch(offsets[tags]);
      for (int to = 0; to < tags; to++) {
        for (int k = 0; k < before[to].length; k++) {
          into[offsets[to] + k] = a[before[to][k] * tags + to];
        }
      }
    }

    /** {@code start + e}, and nothing where a tag may not come first. */
    void begin(float[] e, int at, float[] alpha, int to) {
      for (int j = 0; j < tags; j++) {
        alpha[to + j] = legal[tags][j] ? firsts[j] + e[at + j] : NEVER;
      }
    }

    /** What each tag that may come before adds up to with its step; returns the largest. */
    float terms(float[] alpha, int at, int tag, float[] work) {
      int[] from = before[tag];
      float largest = NEVER;
      for (int k = 0; k < from.length; k++) {
        work[k] = alpha[at + from[k]] + into[offsets[tag] + k];
        largest = Math.max(largest, work[k]);
      }
      return largest;
    }

    /** {@code alpha + end}, and nothing where a tag may not come last; returns the largest. */
    float finish(float[] alpha, int at, float[] work) {
      float largest = NEVER;
      for (int j = 0; j < tags; j++) {
        work[j] = legal[j][tags] ? alpha[at + j] + lasts[j] : NEVER;
        largest = Math.max(largest, work[j]);
      }
      return largest;
    }
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
    Scores scores = new Scores(tape);
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
                part += forward(processor.kernels(), scores, e, at, lengths[b], alpha, work);
                part -= score(scores, e, at, lengths[b], ids);
              }
              processor.buffers().give(work);
              return part;
            });
    long steps = Arrays.stream(lengths).asLongStream().sum();
    Tensor loss =
        Sums.scalar(sum / steps, emissions.values(), scores.first, scores.last, scores.steps);
    tape.record(
        () -> backward(emissions, ids, scores, alpha, (double) loss.gradient()[0] / steps), loss);
    return loss;
  }

  /** Fills in alpha and returns the logarithm of the sum of all paths' scores. */
  private double forward(
      Kernels kernels, Scores scores, float[] e, int row, int length, float[] alpha, float[] work) {
    scores.begin(e, row * tags, alpha, row * tags);
    double total = normalize(alpha, row * tags);
    for (int t = row + 1; t < row + length; t++) {
      for (int j = 0; j < tags; j++) {
        float largest = scores.terms(alpha, (t - 1) * tags, j, work);
        float reached =
            before[j].length == 0
                ? NEVER
                : largest + logSum(kernels, work, largest, before[j].length);
        alpha[t * tags + j] = reached + e[t * tags + j];
      }
      total += normalize(alpha, t * tags);
    }
    float largest = scores.finish(alpha, (row + length - 1) * tags, work);
    requirePath(largest);
    return total + largest + logSum(kernels, work, largest, tags);
  }

  /** Takes the largest number of a step away from all, and returns it. */
  private float normalize(float[] alpha, int at) {
    float largest = NEVER;
    for (int j = at; j < at + tags; j++) {
      largest = Math.max(largest, alpha[j]);
    }
    requirePath(largest);
    for (int j = at; j < at + tags; j++) {
      alpha[j] = Math.max(NEVER, alpha[j] - largest);
    }
    return largest;
  }

  private static void requirePath(float largest) {
    if (largest <= NEVER / 2) {
      throw new IllegalArgumentException("Crf: no sequence of tags of this length is legal.");
    }
  }

  /** Replaces x by exp(x - shift) and returns the logarithm of the sum. */
  private static float logSum(Kernels kernels, float[] x, float shift, int count) {
    kernels.exp(x, 0, shift, x, 0, count);
    return (float) StrictMath.log(Sums.of(x, 0, count));
  }

  private double score(Scores scores, float[] e, int row, int length, int[] ids) {
    double score = scores.firsts[ids[row]] + scores.lasts[ids[row + length - 1]];
    for (int t = row; t < row + length; t++) {
      score += e[t * tags + ids[t]];
      score += t == row ? 0 : scores.a[ids[t - 1] * tags + ids[t]];
    }
    return score;
  }

  private void backward(
      Sequence emissions, int[] ids, Scores scores, float[] alpha, double factor) {
    Processor processor = emissions.values().tape().processor();
    int time = emissions.time();
    int[] lengths = emissions.lengths();
    // Each chunk counts for itself, and the counts are then added up in order.
    int pairs = offsets[tags];
    int chunks = Sums.chunks(emissions.batch(), GRAIN);
    float[] counts = new float[chunks * pairs];
    float[] marginals = emissions.values().tape().scratch(emissions.batch() * time * tags);
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
                  marginals(
                      processor.kernels(),
                      scores,
                      alpha,
                      b * time,
                      lengths[b],
                      marginals,
                      counts,
                      chunk * pairs,
                      work);
                }
              }
              processor.buffers().give(work);
            });
    float[] dSteps = scores.steps.gradient();
    for (int to = 0; to < tags; to++) {
      for (int k = 0; k < before[to].length; k++) {
        double count = 0;
        for (int chunk = 0; chunk < chunks; chunk++) {
          count += counts[chunk * pairs + offsets[to] + k];
        }
        dSteps[before[to][k] * tags + to] += (float) (factor * count);
      }
    }
    addTo(emissions, ids, scores, marginals, (float) factor);
  }

  /** Adds what emissions, first and last tags, and the true paths owe to the gradient. */
  private void addTo(
      Sequence emissions, int[] ids, Scores scores, float[] marginals, float factor) {
    float[] de = emissions.values().gradient();
    float[] dFirst = scores.first.gradient();
    float[] dLast = scores.last.gradient();
    float[] dSteps = scores.steps.gradient();
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
          dSteps[ids[t - 1] * tags + ids[t]] -= factor;
        }
      }
    }
  }

  /** The probability of each tag at each step, and how often each legal step is expected. */
  private void marginals(
      Kernels kernels,
      Scores scores,
      float[] alpha,
      int row,
      int length,
      float[] marginals,
      float[] counts,
      int countsAt,
      float[] work) {
    int last = (row + length - 1) * tags;
    float largest = scores.finish(alpha, last, work);
    kernels.exp(work, 0, largest, work, 0, tags);
    float share = (float) (1 / Sums.of(work, 0, tags));
    for (int j = 0; j < tags; j++) {
      marginals[last + j] = legal[j][tags] ? share * work[j] : 0;
    }
    for (int t = row + length - 1; t > row; t--) {
      for (int j = 0; j < tags; j++) {
        float marginal = marginals[t * tags + j];
        if (marginal > NEGLIGIBLE) {
          int[] from = before[j];
          float shift = scores.terms(alpha, (t - 1) * tags, j, work);
          kernels.exp(work, 0, shift, work, 0, from.length);
          float part = (float) (marginal / Sums.of(work, 0, from.length));
          for (int k = 0; k < from.length; k++) {
            float pair = part * work[k];
            marginals[(t - 1) * tags + from[k]] += pair;
            counts[countsAt + offsets[j] + k] += pair;
          }
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
    Scores scores = new Scores(tape);
    float[] e = emissions.values().data();
    int time = emissions.time();
    int[] lengths = emissions.lengths();
    int[][] best = new int[emissions.batch()][];
    tape.processor()
        .forEachRow(
            best.length,
            time * tags * tags,
            (from, to) -> {
              for (int b = from; b < to; b++) {
                best[b] = viterbi(scores, e, b * time, lengths[b]);
              }
            });
    return best;
  }

  private int[] viterbi(Scores scores, float[] e, int row, int length) {
    float[] alpha = new float[length * tags];
    int[] came = new int[length * tags];
    float[] work = new float[tags];
    scores.begin(e, row * tags, alpha, 0);
    normalize(alpha, 0);
    for (int t = 1; t < length; t++) {
      for (int j = 0; j < tags; j++) {
        float reached = scores.terms(alpha, (t - 1) * tags, j, work);
        int k = 0;
        while (k < before[j].length - 1 && work[k] != reached) {
          k++;
        }
        came[t * tags + j] = before[j].length == 0 ? 0 : before[j][k];
        alpha[t * tags + j] = reached + e[(row + t) * tags + j];
      }
      normalize(alpha, t * tags);
    }
    float largest = scores.finish(alpha, (length - 1) * tags, work);
    requirePath(largest);
    int[] path = new int[length];
    while (work[path[length - 1]] != largest) {
      path[length - 1]++;
    }
    for (int t = length - 1; t > 0; t--) {
      path[t - 1] = came[t * tags + path[t]];
    }
    return path;
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
        if (!legal[previous][tag]) {
          throw new IllegalArgumentException(
              "Crf: the true tags of sequence %d are illegal at step %d.".formatted(b, t));
        }
        previous = tag;
      }
    }
  }
}
