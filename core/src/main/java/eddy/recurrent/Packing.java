package eddy.recurrent;

import eddy.kernel.Kernels;
import eddy.tensor.Shape;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import java.util.Arrays;

/** Ops between the public layout of sequences and states and that of the engine. */
final class Packing {
  private Packing() {}

  /** From [B, T, F] to the rows of a layout, [N, F]. */
  static Tensor pack(Tensor x, Layout layout) {
    int width = x.shape().last();
    Tape tape = x.tape();
    Tensor y = tape.result(Shape.of(layout.rows(), width), x);
    int time = x.shape().dimension(1);
    move(tape, layout, time, width, x.data(), y.data(), false);
    tape.record(
        () -> {
          float[] dx = x.gradient();
          float[] dy = y.gradient();
          add(tape, layout, time, width, dx, dy, true);
        },
        y);
    return y;
  }

  /** From the rows of a layout, [N, F], to [B, T, F] with zeros in the padding. */
  static Tensor unpack(Tensor x, Layout layout, int time) {
    int width = x.shape().last();
    Tape tape = x.tape();
    Tensor y = tape.result(Shape.of(layout.batch(), time, width), x);
    if (layout.rows() < y.shape().rows()) {
      Arrays.fill(y.data(), 0, y.shape().size(), 0);
    }
    move(tape, layout, time, width, y.data(), x.data(), true);
    tape.record(
        () -> {
          float[] dx = x.gradient();
          float[] dy = y.gradient();
          add(tape, layout, time, width, dy, dx, false);
        },
        y);
    return y;
  }

  private static void move(
      Tape tape,
      Layout layout,
      int time,
      int width,
      float[] padded,
      float[] packed,
      boolean toPadded) {
    tape.processor()
        .forEachRow(
            layout.steps(),
            layout.batch() * width,
            (from, to) -> {
              for (int t = from; t < to; t++) {
                for (int r = 0; r < layout.active(t); r++) {
                  int there = (layout.order[r] * time + t) * width;
                  int here = (layout.start[t] + r) * width;
                  if (toPadded) {
                    System.arraycopy(packed, here, padded, there, width);
                  } else {
                    System.arraycopy(padded, there, packed, here, width);
                  }
                }
              }
            });
  }

  private static void add(
      Tape tape,
      Layout layout,
      int time,
      int width,
      float[] padded,
      float[] packed,
      boolean toPadded) {
    Kernels kernels = tape.processor().kernels();
    tape.processor()
        .forEachRow(
            layout.steps(),
            layout.batch() * width,
            (from, to) -> {
              for (int t = from; t < to; t++) {
                for (int r = 0; r < layout.active(t); r++) {
                  int there = (layout.order[r] * time + t) * width;
                  int here = (layout.start[t] + r) * width;
                  if (toPadded) {
                    kernels.add(packed, here, padded, there, width);
                  } else {
                    kernels.add(padded, there, packed, here, width);
                  }
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
