package eddy.loss;

import eddy.kernel.Kernels;
import eddy.tensor.Sums;
import java.util.stream.IntStream;

/**
 * The recursions of a {@link Crf} along one sequence, which begins at a row of the emissions.
 *
 * <p>C tags; alpha_t[j] is the logarithm of the summed scores of all beginnings that end in tag j
 * at step t, less the largest of its step, so that floats do for any length.
 *
 * <p>The way back needs no second recursion in logarithms: the probability of tag i before tag j is
 * a softmax over the terms whose sum made alpha_t[j], so the marginal probabilities of step t,
 * shared out by it, add up to those of step t - 1.
 */
final class Chain {
  /** The logarithm of nothing: far below all sums, yet finite. */
  private static final float NEVER = -1e30f;

  /** Marginal probabilities below it are not followed further back. */
  private static final float NEGLIGIBLE = 1e-9f;

  private final Steps steps;
  private final int tags;
  private final Kernels kernels;
  private final float[] first;
  private final float[] last;
  private final float[] transitions;
  private final float[] into;

  /**
   * Which tag may follow which.
   *
   * @param legal [C + 1, C + 1], see {@link Crf}
   * @param before the tags that may come before each tag
   * @param offsets where the steps into each tag begin if all legal ones stand side by side, and
   *     how many there are
   */
  record Steps(boolean[][] legal, int[][] before, int[] offsets) {
    static Steps of(boolean[][] legal) {
      int tags = legal.length - 1;
      int[][] before = new int[tags][];
      int[] offsets = new int[tags + 1];
      for (int tag = 0; tag < tags; tag++) {
        int to = tag;
        before[tag] = IntStream.range(0, tags).filter(from -> legal[from][to]).toArray();
        offsets[tag + 1] = offsets[tag] + before[tag].length;
      }
      return new Steps(legal, before, offsets);
    }

    int tags() {
      return before.length;
    }

    /** How many legal steps there are. */
    int count() {
      return offsets[tags()];
    }
  }

  /**
   * The recursions under some scores.
   *
   * @param first of the tags at the beginning, [C]
   * @param last of the tags at the end, [C]
   * @param transitions from row to column, [C, C]
   */
  Chain(Steps steps, Kernels kernels, float[] first, float[] last, float[] transitions) {
    this.steps = steps;
    this.kernels = kernels;
    this.first = first;
    this.last = last;
    this.transitions = transitions;
    tags = steps.tags();
    into = new float[steps.count()];
    for (int to = 0; to < tags; to++) {
      int[] before = steps.before()[to];
      for (int k = 0; k < before.length; k++) {
        into[steps.offsets()[to] + k] = transitions[before[k] * tags + to];
      }
    }
  }

  /** The score of one path, whose tags begin at the same row. */
  double score(float[] e, int row, int length, int[] ids) {
    double score = first[ids[row]] + last[ids[row + length - 1]];
    for (int t = row; t < row + length; t++) {
      score += e[t * tags + ids[t]];
      score += t == row ? 0 : transitions[ids[t - 1] * tags + ids[t]];
    }
    return score;
  }

  /**
   * The logarithm of the summed scores of all paths.
   *
   * @param alpha modified: filled in for the rows of the sequence
   * @param work modified, C numbers
   */
  double forward(float[] e, int row, int length, float[] alpha, float[] work) {
    begin(e, row * tags, alpha, row * tags);
    double total = normalize(alpha, row * tags);
    for (int t = row + 1; t < row + length; t++) {
      for (int j = 0; j < tags; j++) {
        float largest = terms(alpha, (t - 1) * tags, j, work);
        int count = steps.before()[j].length;
        float reached = count == 0 ? NEVER : largest + logSum(work, largest, count);
        alpha[t * tags + j] = reached + e[t * tags + j];
      }
      total += normalize(alpha, t * tags);
    }
    float largest = finish(alpha, (row + length - 1) * tags, work);
    return total + largest + logSum(work, largest, tags);
  }

  /**
   * The probability of each tag at each step, and how often each legal step is expected.
   *
   * @param alpha as {@link #forward} filled it in
   * @param marginals modified: the rows of the sequence, zeros before
   * @param counts modified: added to from {@code at} on
   * @param work modified, C numbers
   */
  void marginals(
      float[] alpha, int row, int length, float[] marginals, float[] counts, int at, float[] work) {
    int end = (row + length - 1) * tags;
    float largest = finish(alpha, end, work);
    kernels.exp(work, 0, largest, work, 0, tags);
    float share = (float) (1 / Sums.of(work, 0, tags));
    for (int j = 0; j < tags; j++) {
      marginals[end + j] = steps.legal()[j][tags] ? share * work[j] : 0;
    }
    for (int t = row + length - 1; t > row; t--) {
      for (int j = 0; j < tags; j++) {
        float marginal = marginals[t * tags + j];
        if (marginal > NEGLIGIBLE) {
          int[] before = steps.before()[j];
          float shift = terms(alpha, (t - 1) * tags, j, work);
          kernels.exp(work, 0, shift, work, 0, before.length);
          float part = (float) (marginal / Sums.of(work, 0, before.length));
          for (int k = 0; k < before.length; k++) {
            float pair = part * work[k];
            marginals[(t - 1) * tags + before[k]] += pair;
            counts[at + steps.offsets()[j] + k] += pair;
          }
        }
      }
    }
  }

  /** The path of the highest score; of equal ones the first. */
  int[] viterbi(float[] e, int row, int length) {
    float[] alpha = new float[length * tags];
    int[] came = new int[length * tags];
    float[] work = new float[tags];
    begin(e, row * tags, alpha, 0);
    normalize(alpha, 0);
    for (int t = 1; t < length; t++) {
      for (int j = 0; j < tags; j++) {
        float reached = terms(alpha, (t - 1) * tags, j, work);
        int[] before = steps.before()[j];
        int k = 0;
        while (k < before.length - 1 && work[k] != reached) {
          k++;
        }
        came[t * tags + j] = before.length == 0 ? 0 : before[k];
        alpha[t * tags + j] = reached + e[(row + t) * tags + j];
      }
      normalize(alpha, t * tags);
    }
    float largest = finish(alpha, (length - 1) * tags, work);
    int[] path = new int[length];
    while (work[path[length - 1]] != largest) {
      path[length - 1]++;
    }
    for (int t = length - 1; t > 0; t--) {
      path[t - 1] = came[t * tags + path[t]];
    }
    return path;
  }

  /** {@code first + e}, and nothing where a tag may not come first. */
  private void begin(float[] e, int at, float[] alpha, int to) {
    for (int j = 0; j < tags; j++) {
      alpha[to + j] = steps.legal()[tags][j] ? first[j] + e[at + j] : NEVER;
    }
  }

  /**
   * What each tag that may come before adds up to with its step; returns the largest, by a branch
   * that is hardly ever taken and so faster than {@link Math#max}.
   */
  private float terms(float[] alpha, int at, int tag, float[] work) {
    int[] before = steps.before()[tag];
    int offset = steps.offsets()[tag];
    float largest = NEVER;
    for (int k = 0; k < before.length; k++) {
      work[k] = alpha[at + before[k]] + into[offset + k];
      if (work[k] > largest) {
        largest = work[k];
      }
    }
    return largest;
  }

  /** {@code alpha + last}, and nothing where a tag may not come last; returns the largest. */
  private float finish(float[] alpha, int at, float[] work) {
    float largest = NEVER;
    for (int j = 0; j < tags; j++) {
      work[j] = steps.legal()[j][tags] ? alpha[at + j] + last[j] : NEVER;
      if (work[j] > largest) {
        largest = work[j];
      }
    }
    requirePath(largest);
    return largest;
  }

  /** Takes the largest number of a step away from all, and returns it. */
  private float normalize(float[] alpha, int at) {
    float largest = NEVER;
    for (int j = at; j < at + tags; j++) {
      if (alpha[j] > largest) {
        largest = alpha[j];
      }
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
  private float logSum(float[] x, float shift, int count) {
    kernels.exp(x, 0, shift, x, 0, count);
    return (float) StrictMath.log(Sums.of(x, 0, count));
  }
}
