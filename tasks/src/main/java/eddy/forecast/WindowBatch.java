package eddy.forecast;

import eddy.tensor.Arrangement;
import eddy.tensor.Shape;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Some windows as tensors: B windows, C targets, L rows of history, H of future; K numbers known of
 * every row, F covariates known ahead, P known up to now.
 */
final class WindowBatch {
  private final ForecastConfig config;
  private final List<Window> windows;
  private final int known;
  private final int ahead;
  private final int past;

  WindowBatch(ForecastConfig config, List<Window> windows) {
    this.config = config;
    this.windows = windows;
    known = config.knownSize();
    ahead = config.columns().future().size();
    past = config.columns().past().size();
  }

  /** B. */
  int size() {
    return windows.size();
  }

  /** C. */
  int targets() {
    return config.targets().size();
  }

  List<Window> windows() {
    return windows;
  }

  Window window(int b) {
    return windows.get(b);
  }

  /** How many numbers describe the future of one segment or row: K + G * F. */
  static int futureWidth(ForecastConfig config, int segment) {
    return config.knownSize() + segment * config.columns().future().size();
  }

  /** How many numbers describe one segment or row of history: G * (1 + F + P) + K. */
  static int historyWidth(ForecastConfig config, int segment) {
    return segment + futureWidth(config, segment) + segment * config.columns().past().size();
  }

  /**
   * The history of every target on its own, cut into segments of G rows: the values, what is known
   * of the row in the middle, and the covariates of all G rows, [B*C, N, historyWidth].
   */
  Tensor segments(Tape tape, int segment) {
    int count = config.lookBack() / segment;
    int width = historyWidth(config, segment);
    Tensor x = tape.result(Shape.of(size() * targets(), count, width));
    float[] to = x.data();
    fill(
        tape,
        size() * targets(),
        count * width,
        row -> {
          Window window = windows.get(row / targets());
          int target = row % targets();
          for (int s = 0; s < count; s++) {
            int offset = s * segment - config.lookBack();
            int at = (row * count + s) * width;
            for (int i = 0; i < segment; i++) {
              to[at + i] = window.scaled(offset + i, target);
            }
            at = copyFuture(window, offset, segment, to, at + segment);
            for (int i = 0; i < segment; i++) {
              copyPast(window, offset + i, to, at + i * past);
            }
          }
        });
    return x;
  }

  /** What is known of each segment of the future, once a target, [B*C, S, futureWidth]. */
  Tensor futureSegments(Tape tape, int segment) {
    int count = config.horizon() / segment;
    int width = futureWidth(config, segment);
    Tensor x = tape.result(Shape.of(size() * targets(), count, width));
    float[] to = x.data();
    fill(
        tape,
        size() * targets(),
        count * width,
        row -> {
          Window window = windows.get(row / targets());
          for (int s = 0; s < count; s++) {
            copyFuture(window, s * segment, segment, to, (row * count + s) * width);
          }
        });
    return x;
  }

  /** The history of all targets together with all that is known of it, [B, L, C + K + F + P]. */
  Tensor history(Tape tape) {
    int lookBack = config.lookBack();
    int width = targets() - 1 + historyWidth(config, 1);
    Tensor x = tape.result(Shape.of(size(), lookBack, width));
    float[] to = x.data();
    fill(
        tape,
        size(),
        lookBack * width,
        b -> {
          Window window = windows.get(b);
          for (int i = 0; i < lookBack; i++) {
            int at = (b * lookBack + i) * width;
            int offset = i - lookBack;
            for (int target = 0; target < targets(); target++) {
              to[at + target] = window.scaled(offset, target);
            }
            copyPast(window, offset, to, copyFuture(window, offset, 1, to, at + targets()));
          }
        });
    return x;
  }

  /** What is known of the whole future side by side, [B, H * (K + F)]. */
  Tensor future(Tape tape) {
    int width = futureWidth(config, 1);
    int horizon = config.horizon();
    Tensor x = tape.result(Shape.of(size(), horizon * width));
    float[] to = x.data();
    fill(
        tape,
        size(),
        horizon * width,
        b -> {
          for (int i = 0; i < horizon; i++) {
            copyFuture(windows.get(b), i, 1, to, (b * horizon + i) * width);
          }
        });
    return x;
  }

  /**
   * The scaled values up to the end of the horizon, the last {@code steps} of them, [B, C, steps].
   */
  Tensor future(Tape tape, int steps) {
    return values(tape, config.horizon() - steps, steps, Window::scaled);
  }

  /** The same in original units, not below zero. */
  Tensor counts(Tape tape, int steps) {
    return values(
        tape,
        config.horizon() - steps,
        steps,
        (window, step, target) -> (float) Math.max(0, window.value(step, target)));
  }

  /** The scaled history of every target on its own, [B * C, L]. */
  Tensor past(Tape tape) {
    Tensor x = values(tape, -config.lookBack(), config.lookBack(), Window::scaled);
    return Arrangement.reshape(x, size() * targets(), config.lookBack());
  }

  private interface Value {
    float of(Window window, int step, int target);
  }

  private Tensor values(Tape tape, int first, int steps, Value value) {
    Tensor y = tape.result(Shape.of(size(), targets(), steps));
    float[] to = y.data();
    fill(
        tape,
        size() * targets(),
        steps,
        row -> {
          Window window = windows.get(row / targets());
          for (int i = 0; i < steps; i++) {
            to[row * steps + i] = value.of(window, first + i, row % targets());
          }
        });
    return y;
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

  /** Copies what is known of some rows, and says where it ends. */
  int copyFuture(Window window, int offset, int rows, float[] to, int at) {
    if (known > 0) {
      int row = Math.max(0, window.row() + offset + rows / 2);
      System.arraycopy(window.inputs().known(), row * known, to, at, known);
    }
    int end = at + known;
    for (int i = 0; ahead > 0 && i < rows; i++) {
      int row = Math.max(0, window.row() + offset + i);
      System.arraycopy(window.inputs().ahead(), row * ahead, to, end, ahead);
      end += ahead;
    }
    return end;
  }

  private void copyPast(Window window, int offset, float[] to, int at) {
    if (past > 0) {
      int row = Math.max(0, window.row() + offset);
      System.arraycopy(window.inputs().past(), row * past, to, at, past);
    }
  }
}
