package eddy.forecast;

import eddy.tensor.Shape;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import java.util.function.IntConsumer;

/**
 * Some windows of a series as tensors: B windows, C targets, L rows of history, H of future, K
 * known inputs.
 *
 * <p>Values count from the last of the history of their window and target, so that a network learns
 * changes, whatever the level.
 *
 * @param windows where the values come from
 * @param ids which windows
 * @param known the known inputs of every row of the series and of those after it, [rows, K]
 * @param knownSize K
 */
record WindowBatch(Windows windows, int[] ids, float[] known, int knownSize) {

  int targets() {
    return windows.targets();
  }

  /** The last value of each window's target. */
  float last(int window, int target) {
    return windows.value(windows.firstFutureRow(ids[window]) - 1, target);
  }

  /** The history of every target on its own, cut into segments with their known inputs behind. */
  Tensor segments(Tape tape, int segment) {
    int targets = targets();
    int count = windows.lookBack() / segment;
    int width = segment + knownSize;
    Tensor x = tape.result(Shape.of(ids.length * targets, count, width));
    float[] to = x.data();
    fill(
        tape,
        ids.length * targets,
        count * width,
        row -> {
          int window = row / targets;
          int target = row % targets;
          float last = last(window, target);
          int first = firstFutureRow(window) - windows.lookBack();
          for (int s = 0; s < count; s++) {
            int at = (row * count + s) * width;
            for (int i = 0; i < segment; i++) {
              to[at + i] = windows.value(first + s * segment + i, target) - last;
            }
            copyKnown(first + s * segment + segment / 2, to, at + segment);
          }
        });
    return x;
  }

  /** The known inputs in the middle of each segment of the future, once a target, [B*C, S, K]. */
  Tensor knownSegments(Tape tape, int segment) {
    int targets = targets();
    int count = windows.horizon() / segment;
    Tensor x = tape.result(Shape.of(ids.length * targets, count, knownSize));
    float[] to = x.data();
    fill(
        tape,
        ids.length * targets,
        count * knownSize,
        row -> {
          int first = firstFutureRow(row / targets);
          for (int s = 0; s < count; s++) {
            copyKnown(first + s * segment + segment / 2, to, (row * count + s) * knownSize);
          }
        });
    return x;
  }

  /** The history of all targets together with the known inputs, [B, L, C + K]. */
  Tensor history(Tape tape) {
    int targets = targets();
    int lookBack = windows.lookBack();
    int width = targets + knownSize;
    Tensor x = tape.result(Shape.of(ids.length, lookBack, width));
    float[] to = x.data();
    fill(
        tape,
        ids.length,
        lookBack * width,
        b -> {
          int end = firstFutureRow(b);
          int at = b * lookBack * width;
          for (int row = end - lookBack; row < end; row++) {
            for (int target = 0; target < targets; target++) {
              to[at + target] = windows.value(row, target) - windows.value(end - 1, target);
            }
            copyKnown(row, to, at + targets);
            at += width;
          }
        });
    return x;
  }

  /** The known inputs of the whole future side by side, [B, H * K]. */
  Tensor knownFuture(Tape tape) {
    int width = windows.horizon() * knownSize;
    Tensor x = tape.result(Shape.of(ids.length, width));
    float[] to = x.data();
    fill(
        tape,
        ids.length,
        width,
        b -> System.arraycopy(known, firstFutureRow(b) * knownSize, to, b * width, width));
    return x;
  }

  /** What follows, [B, C, H]. */
  Tensor future(Tape tape) {
    int targets = targets();
    int horizon = windows.horizon();
    Tensor y = tape.result(Shape.of(ids.length, targets, horizon));
    float[] to = y.data();
    fill(
        tape,
        ids.length * targets,
        horizon,
        row -> {
          int target = row % targets;
          int first = firstFutureRow(row / targets);
          float last = last(row / targets, target);
          for (int i = 0; i < horizon; i++) {
            to[row * horizon + i] = windows.value(first + i, target) - last;
          }
        });
    return y;
  }

  private int firstFutureRow(int window) {
    return windows.firstFutureRow(ids[window]);
  }

  /** Fills rows of so many numbers each, shared out among the threads. */
  private static void fill(Tape tape, int rows, int width, IntConsumer row) {
    tape.processor()
        .forEachRow(
            rows,
            width,
            (from, end) -> {
              for (int i = from; i < end; i++) {
                row.accept(i);
              }
            });
  }

  private void copyKnown(int row, float[] to, int at) {
    if (knownSize > 0) {
      System.arraycopy(known, row * knownSize, to, at, knownSize);
    }
  }
}
