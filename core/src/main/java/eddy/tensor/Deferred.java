package eddy.tensor;

import eddy.kernel.Buffers;
import eddy.kernel.Matrix;
import eddy.kernel.Processor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Gradients of weights that are put off, so that a weight which meets a few rows at a time, as in a
 * loop over single steps, gets its gradient by one product over many of them.
 */
final class Deferred {
  /** So many rows make a product of full speed. */
  private static final int MANY = 512;

  private final Map<Tensor, List<Rows>> waiting = new LinkedHashMap<>();

  /** What some rows add to the gradient of a weight [O, I]: the transpose of dy, times x. */
  private record Rows(Matrix dy, Matrix x) {}

  /**
   * Adds {@code dy^T x} to the gradient of a weight, now or later. Neither may change before the
   * tape closes.
   *
   * @param dy [N, O]
   * @param x [N, I]
   */
  void add(Tensor weight, Matrix dy, Matrix x) {
    List<Rows> rows = waiting.computeIfAbsent(weight, _ -> new ArrayList<>());
    rows.add(new Rows(dy, x));
    if (count(rows) >= MANY) {
      finish(weight);
    }
  }

  /** Brings the gradient of one tensor up to date. */
  void finish(Tensor weight) {
    List<Rows> rows = waiting.remove(weight);
    if (rows == null) {
      return;
    }
    if (rows.size() == 1) {
      Products.addToGradient(weight, rows.getFirst().dy.transposed(), rows.getFirst().x);
      return;
    }
    Processor processor = weight.tape().processor();
    Buffers buffers = processor.buffers();
    int count = count(rows);
    int outputs = rows.getFirst().dy.columns();
    int inputs = rows.getFirst().x.columns();
    float[] dy = buffers.take(count * outputs);
    float[] x = buffers.take(count * inputs);
    int at = 0;
    for (Rows each : rows) {
      copy(each.dy, dy, at);
      copy(each.x, x, at);
      at += each.dy.rows();
    }
    Products.addToGradient(
        weight, Matrix.of(dy, 0, count, outputs).transposed(), Matrix.of(x, 0, count, inputs));
    buffers.give(dy);
    buffers.give(x);
  }

  /** Brings all gradients up to date. */
  void finish() {
    List.copyOf(waiting.keySet()).forEach(this::finish);
  }

  private static int count(List<Rows> rows) {
    return rows.stream().mapToInt(each -> each.dy.rows()).sum();
  }

  private static void copy(Matrix from, float[] to, int firstRow) {
    int columns = from.columns();
    for (int row = 0; row < from.rows(); row++) {
      System.arraycopy(from.data(), from.at(row, 0), to, (firstRow + row) * columns, columns);
    }
  }
}
