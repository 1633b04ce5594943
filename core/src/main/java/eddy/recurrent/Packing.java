package eddy.recurrent;

import eddy.kernel.Kernels;
import eddy.tensor.Shape;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import java.util.Arrays;

/** Ops between the public layout of sequences and states and that of the engine. */
final class Packing {
  private Packing() {}

  /** What is done to one step of one sequence, given where it lies in either array. */
  private interface Row {
    void run(int padded, int packed);
  }

  /** From [B, T, F] to the rows of a layout, [N, F]. */
  static Tensor pack(Tensor x, Layout layout) {
    int width = x.shape().last();
    int time = x.shape().dimension(1);
    Tape tape = x.tape();
    Kernels kernels = tape.processor().kernels();
    Tensor y = tape.result(Shape.of(layout.rows(), width), x);
    float[] xv = x.data();
    float[] yv = y.data();
    forEachRow(tape, layout, time, width, (xAt, yAt) -> System.arraycopy(xv, xAt, yv, yAt, width));
    tape.record(
        () -> {
          float[] dx = x.gradient();
          float[] dy = y.gradient();
          forEachRow(tape, layout, time, width, (xAt, yAt) -> kernels.add(dy, yAt, dx, xAt, width));
        },
        y);
    return y;
  }

  /** From the rows of a layout, [N, F], to [B, T, F] with zeros in the padding. */
  static Tensor unpack(Tensor x, Layout layout, int time) {
    int width = x.shape().last();
    Tape tape = x.tape();
    Kernels kernels = tape.processor().kernels();
    Tensor y = tape.result(Shape.of(layout.batch(), time, width), x);
    float[] xv = x.data();
    float[] yv = y.data();
    if (layout.rows() < y.shape().rows()) {
      Arrays.fill(yv, 0, y.shape().size(), 0);
    }
    forEachRow(tape, layout, time, width, (yAt, xAt) -> System.arraycopy(xv, xAt, yv, yAt, width));
    tape.record(
        () -> {
          float[] dx = x.gradient();
          float[] dy = y.gradient();
          forEachRow(tape, layout, time, width, (yAt, xAt) -> kernels.add(dy, yAt, dx, xAt, width));
        },
        y);
    return y;
  }

  /** Goes through all steps that are no padding, each of which no other touches. */
  private static void forEachRow(Tape tape, Layout layout, int time, int width, Row row) {
    tape.processor()
        .forEachRow(
            layout.steps(),
            (long) layout.batch() * width,
            (from, to) -> {
              for (int t = from; t < to; t++) {
                for (int r = 0; r < layout.active(t); r++) {
                  row.run((layout.order[r] * time + t) * width, (layout.start[t] + r) * width);
                }
              }
            });
  }

  /** One layer and direction of a state [S, B, W], as [B, W] in the order of the layout. */
  static Tensor take(Tensor state, int index, Layout layout) {
    int batch = layout.batch();
    int width = state.shape().last();
    Tape tape = state.tape();
    Tensor y = tape.result(Shape.of(batch, width), state);
    float[] sv = state.data();
    float[] yv = y.data();
    for (int r = 0; r < batch; r++) {
      System.arraycopy(sv, (index * batch + layout.order[r]) * width, yv, r * width, width);
    }
    tape.record(
        () -> {
          float[] ds = state.gradient();
          float[] dy = y.gradient();
          for (int r = 0; r < batch; r++) {
            int to = (index * batch + layout.order[r]) * width;
            tape.processor().kernels().add(dy, r * width, ds, to, width);
          }
        },
        y);
    return y;
  }

  /** The opposite of {@link #take} for all layers and directions: parts [B, W] to [S, B, W]. */
  static Tensor stack(Tensor[] parts, Layout layout) {
    int batch = layout.batch();
    int width = parts[0].shape().last();
    Tape tape = parts[0].tape();
    Tensor y = tape.result(Shape.of(parts.length, batch, width), parts);
    float[] yv = y.data();
    for (int s = 0; s < parts.length; s++) {
      float[] part = parts[s].data();
      for (int r = 0; r < batch; r++) {
        System.arraycopy(part, r * width, yv, (s * batch + layout.order[r]) * width, width);
      }
    }
    tape.record(
        () -> {
          float[] dy = y.gradient();
          for (int s = 0; s < parts.length; s++) {
            if (parts[s].needsGradient()) {
              float[] dPart = parts[s].gradient();
              for (int r = 0; r < batch; r++) {
                int from = (s * batch + layout.order[r]) * width;
                tape.processor().kernels().add(dy, from, dPart, r * width, width);
              }
            }
          }
        },
        y);
    return y;
  }
}
