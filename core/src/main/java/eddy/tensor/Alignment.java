package eddy.tensor;

import eddy.kernel.Kernels;
import eddy.kernel.Matrix;
import eddy.kernel.Processor;
import java.util.Arrays;

/**
 * The ops of attention: how well each step of one sequence fits each step of another.
 *
 * <p>B pairs of sequences, T queries, S keys or values, A features of a query and a key, F features
 * of a value. Padding of either is never read, costs no arithmetic, and is zero in every result.
 */
public final class Alignment {
  private Alignment() {}

  /** Works on one pair of sequences: so many queries, so many keys. */
  private interface Pair {
    void run(int pair, int queries, int keys);
  }

  /**
   * {@code y[t, s] = q[t] . k[s]}.
   *
   * @param queries [B, T, A]
   * @param keys [B, S, A]
   * @return [B, T, S]
   */
  public static Tensor dot(Sequence queries, Sequence keys) {
    check("dot", queries, keys);
    int time = queries.time();
    int steps = keys.time();
    int width = keys.features();
    Tensor q = queries.values();
    Tensor k = keys.values();
    Tape tape = q.tape();
    Processor processor = tape.processor();
    Tensor y = tape.result(Shape.of(queries.batch(), time, steps), q, k);
    float[] qv = q.data();
    float[] kv = k.data();
    float[] yv = y.data();
    long work = (long) time * steps * width;
    eachPair(
        processor,
        queries.lengths(),
        keys.lengths(),
        work,
        (b, t, s) -> {
          Arrays.fill(yv, b * time * steps, (b + 1) * time * steps, 0);
          multiply(
              processor,
              Matrix.of(qv, b * time * width, t, width),
              Matrix.of(kv, b * steps * width, s, width).transposed(),
              scores(yv, b, time, steps, t, s));
        });
    tape.record(
        () -> {
          float[] dq = q.gradient();
          float[] dk = k.gradient();
          float[] dy = y.gradient();
          eachPair(
              processor,
              queries.lengths(),
              keys.lengths(),
              work,
              (b, t, s) -> {
                Matrix slope = scores(dy, b, time, steps, t, s);
                Matrix own = Matrix.of(qv, b * time * width, t, width);
                Matrix other = Matrix.of(kv, b * steps * width, s, width);
                multiply(processor, slope, other, Matrix.of(dq, own.offset(), t, width));
                multiply(
                    processor, slope.transposed(), own, Matrix.of(dk, other.offset(), s, width));
              });
        },
        y);
    return y;
  }

  /**
   * {@code y[t, s] = w . tanh(q[t] + k[s])}.
   *
   * @param queries [B, T, A]
   * @param keys [B, S, A]
   * @param weight [A]
   * @return [B, T, S]
   */
  public static Tensor additive(Sequence queries, Sequence keys, Tensor weight) {
    check("additive", queries, keys);
    int time = queries.time();
    int steps = keys.time();
    int width = keys.features();
    Tensor q = queries.values();
    Tensor k = keys.values();
    Tape tape = q.tape();
    Processor processor = tape.processor();
    Kernels kernels = processor.kernels();
    Tensor y = tape.result(Shape.of(queries.batch(), time, steps), q, k, weight);
    float[] qv = q.data();
    float[] kv = k.data();
    float[] wv = weight.data();
    float[] yv = y.data();
    long work = (long) time * steps * width;
    eachPair(
        processor,
        queries.lengths(),
        keys.lengths(),
        work,
        (b, queryCount, keyCount) -> {
          float[] sums = processor.buffers().take(keyCount * width);
          Arrays.fill(yv, b * time * steps, (b + 1) * time * steps, 0);
          for (int t = 0; t < queryCount; t++) {
            squash(
                kernels, qv, (b * time + t) * width, kv, b * steps * width, sums, width, keyCount);
            for (int s = 0; s < keyCount; s++) {
              yv[(b * time + t) * steps + s] =
                  (float) Sums.ofProducts(sums, s * width, wv, 0, width);
            }
          }
          processor.buffers().give(sums);
        });
    tape.record(
        () -> {
          float[] dq = q.gradient();
          float[] dk = k.gradient();
          float[] dy = y.gradient();
          float[] dw = tape.scratch(queries.batch() * width);
          Arrays.fill(dw, 0, queries.batch() * width, 0);
          eachPair(
              processor,
              queries.lengths(),
              keys.lengths(),
              work,
              (b, queryCount, keyCount) -> {
                // Made again: all pairs of steps would be the largest array of the network.
                float[] sums = processor.buffers().take(keyCount * width);
                float[] d = processor.buffers().take(width);
                for (int t = 0; t < queryCount; t++) {
                  int own = (b * time + t) * width;
                  squash(kernels, qv, own, kv, b * steps * width, sums, width, keyCount);
                  for (int s = 0; s < keyCount; s++) {
                    Arrays.fill(d, 0, width, dy[(b * time + t) * steps + s]);
                    kernels.multiplyAdd(d, 0, sums, s * width, dw, b * width, width);
                    kernels.multiply(d, 0, wv, 0, d, 0, width);
                    kernels.tanhSlope(d, 0, sums, s * width, d, 0, width);
                    kernels.add(d, 0, dq, own, width);
                    kernels.add(d, 0, dk, (b * steps + s) * width, width);
                  }
                }
                processor.buffers().give(d);
                processor.buffers().give(sums);
              });
          Matrix parts = Matrix.of(dw, 0, queries.batch(), width);
          Products.addRows(processor, parts, weight.gradient(), 0);
        },
        y);
    return y;
  }

  /** {@code sums[s] = tanh(q + k[s])}. */
  private static void squash(
      Kernels kernels,
      float[] query,
      int queryAt,
      float[] keys,
      int keysAt,
      float[] sums,
      int width,
      int count) {
    System.arraycopy(keys, keysAt, sums, 0, count * width);
    for (int s = 0; s < count; s++) {
      kernels.add(query, queryAt, sums, s * width, width);
    }
    kernels.tanh(sums, 0, sums, 0, count * width);
  }

  /**
   * The softmax of each query's scores over the true keys.
   *
   * @param scores [B, T, S]
   * @param queries B true lengths; not modified
   * @param keys B true lengths; not modified
   * @return [B, T, S]
   */
  public static Tensor softmax(Tensor scores, int[] queries, int[] keys) {
    int time = scores.shape().dimension(1);
    int steps = scores.shape().dimension(2);
    Tape tape = scores.tape();
    Processor processor = tape.processor();
    Kernels kernels = processor.kernels();
    Tensor y = tape.result(scores.shape(), scores);
    float[] xv = scores.data();
    float[] yv = y.data();
    long work = (long) time * steps;
    eachPair(
        processor,
        queries,
        keys,
        work,
        (b, queryCount, keyCount) -> {
          Arrays.fill(yv, b * time * steps, (b + 1) * time * steps, 0);
          for (int t = 0; t < queryCount; t++) {
            int at = (b * time + t) * steps;
            float largest = xv[at];
            for (int s = 1; s < keyCount; s++) {
              largest = Math.max(largest, xv[at + s]);
            }
            kernels.exp(xv, at, largest, yv, at, keyCount);
            float factor = (float) (1 / Sums.of(yv, at, at + keyCount));
            for (int s = 0; s < keyCount; s++) {
              yv[at + s] *= factor;
            }
          }
        });
    tape.record(
        () -> {
          float[] dx = scores.gradient();
          float[] dy = y.gradient();
          eachPair(
              processor,
              queries,
              keys,
              work,
              (b, queryCount, keyCount) -> {
                for (int t = 0; t < queryCount; t++) {
                  int at = (b * time + t) * steps;
                  float mean = (float) Sums.ofProducts(dy, at, yv, at, keyCount);
                  for (int s = at; s < at + keyCount; s++) {
                    dx[s] += yv[s] * (dy[s] - mean);
                  }
                }
              });
        },
        y);
    return y;
  }

  /**
   * What each query takes of the values: {@code y[t] = sum_s w[t, s] v[s]}.
   *
   * @param weights [B, T, S]
   * @param queries B true lengths; not modified
   * @param values [B, S, F]
   * @return [B, T, F]
   */
  public static Tensor mix(Tensor weights, int[] queries, Sequence values) {
    int time = weights.shape().dimension(1);
    int steps = values.time();
    int width = values.features();
    if (!weights.shape().equals(Shape.of(values.batch(), time, steps))) {
      throw new IllegalArgumentException(
          "mix: expected weights [%d, queries, %d] for values %s but got %s."
              .formatted(values.batch(), steps, values.values().shape(), weights.shape()));
    }
    Tensor v = values.values();
    Tape tape = v.tape();
    Processor processor = tape.processor();
    Tensor y = tape.result(Shape.of(values.batch(), time, width), weights, v);
    float[] wv = weights.data();
    float[] vv = v.data();
    float[] yv = y.data();
    long work = (long) time * steps * width;
    eachPair(
        processor,
        queries,
        values.lengths(),
        work,
        (b, t, s) -> {
          Arrays.fill(yv, b * time * width, (b + 1) * time * width, 0);
          multiply(
              processor,
              scores(wv, b, time, steps, t, s),
              Matrix.of(vv, b * steps * width, s, width),
              Matrix.of(yv, b * time * width, t, width));
        });
    tape.record(
        () -> {
          float[] dw = weights.gradient();
          float[] dv = v.gradient();
          float[] dy = y.gradient();
          eachPair(
              processor,
              queries,
              values.lengths(),
              work,
              (b, t, s) -> {
                Matrix slope = Matrix.of(dy, b * time * width, t, width);
                Matrix value = Matrix.of(vv, b * steps * width, s, width);
                multiply(processor, slope, value.transposed(), scores(dw, b, time, steps, t, s));
                multiply(
                    processor,
                    scores(wv, b, time, steps, t, s).transposed(),
                    slope,
                    Matrix.of(dv, value.offset(), s, width));
              });
        },
        y);
    return y;
  }

  /** The true queries and keys of a pair out of [B, T, S]. */
  private static Matrix scores(float[] data, int pair, int time, int steps, int t, int s) {
    return new Matrix(data, pair * time * steps, t, s, steps, 1);
  }

  /** {@code result += left x right}, on the calling thread. */
  private static void multiply(Processor processor, Matrix left, Matrix right, Matrix result) {
    Kernels kernels = processor.kernels();
    float[] packed = processor.buffers().take(kernels.packedSize(right.rows(), right.columns()));
    kernels.pack(right, packed, 0);
    kernels.multiply(left, packed, 0, result, result);
    processor.buffers().give(packed);
  }

  private static void eachPair(
      Processor processor, int[] queries, int[] keys, long work, Pair pair) {
    processor.forEachRow(
        queries.length,
        (int) Math.min(Integer.MAX_VALUE, work),
        (from, to) -> {
          for (int b = from; b < to; b++) {
            pair.run(b, queries[b], keys[b]);
          }
        });
  }

  private static void check(String op, Sequence queries, Sequence keys) {
    if (queries.batch() != keys.batch() || queries.features() != keys.features()) {
      throw new IllegalArgumentException(
          "%s: expected queries and keys of one batch and number of features but got %s and %s."
              .formatted(op, queries.values().shape(), keys.values().shape()));
    }
  }
}
