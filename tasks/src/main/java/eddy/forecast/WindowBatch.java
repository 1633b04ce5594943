package eddy.forecast;

import eddy.tensor.Shape;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;

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
    int count = windows.lookBack() / segment;
    int width = segment + knownSize;
    Tensor x = tape.result(Shape.of(ids.length * targets(), count, width));
    float[] to = x.data();
    tape.processor()
        .forEachRow(
            ids.length * targets(),
            count * width,
            (from, end) -> {
              for (int row = from; row < end; row++) {
                int window = row / targets();
                int target = row % targets();
                float last = last(window, target);
                int first = windows.firstFutureRow(ids[window]) - windows.lookBack();
                for (int s = 0; s < count; s++) {
                  int at = (row * count + s) * width;
                  for (int i = 0; i < segment; i++) {
                    to[at + i] = windows.value(first + s * segment + i, target) - last;
                  }
                  copyKnown(first + s * segment + segment / 2, to, at + segment);
                }
              }
            });
    return x;
  }

  /** The known inputs in the middle of each segment of the future, once a target, [B*C, S, K]. */
  Tensor knownSegments(Tape tape, int segment) {
    int count = windows.horizon() / segment;
    Tensor x = tape.result(Shape.of(ids.length * targets(), count, knownSize));
    for (int row = 0; row < ids.length * targets(); row++) {
      int first = windows.firstFutureRow(ids[row / targets()]);
      for (int s = 0; s < count; s++) {
        int to = (row * count + s) * knownSize;
        copyKnown(first + s * segment + segment / 2, x.data(), to);
      }
    }
    return x;
  }

  /** The history of all targets together with the known inputs, [B, L, C + K]. */
  Tensor history(Tape tape) {
    int width = targets() + knownSize;
    Tensor x = tape.result(Shape.of(ids.length, windows.lookBack(), width));
    for (int b = 0; b < ids.length; b++) {
      int first = windows.firstFutureRow(ids[b]) - windows.lookBack();
      for (int i = 0; i < windows.lookBack(); i++) {
        int at = (b * windows.lookBack() + i) * width;
        for (int target = 0; target < targets(); target++) {
          x.data()[at + target] = windows.value(first + i, target) - last(b, target);
        }
        copyKnown(first + i, x.data(), at + targets());
      }
    }
    return x;
  }

  /** The known inputs of the whole future side by side, [B, H * K]. */
  Tensor knownFuture(Tape tape) {
    int width = windows.horizon() * knownSize;
    Tensor x = tape.result(Shape.of(ids.length, width));
    for (int b = 0; b < ids.length; b++) {
      int first = windows.firstFutureRow(ids[b]);
      for (int i = 0; i < windows.horizon(); i++) {
        copyKnown(first + i, x.data(), b * width + i * knownSize);
      }
    }
    return x;
  }

  /** What follows, [B, C, H]. */
  Tensor future(Tape tape) {
    int horizon = windows.horizon();
    Tensor y = tape.result(Shape.of(ids.length, targets(), horizon));
    float[] to = y.data();
    for (int row = 0; row < ids.length * targets(); row++) {
      int target = row % targets();
      int first = windows.firstFutureRow(ids[row / targets()]);
      float last = last(row / targets(), target);
      for (int i = 0; i < horizon; i++) {
        to[row * horizon + i] = windows.value(first + i, target) - last;
      }
    }
    return y;
  }

  private void copyKnown(int row, float[] to, int at) {
    if (knownSize > 0) {
      System.arraycopy(known, row * knownSize, to, at, knownSize);
    }
  }
}
