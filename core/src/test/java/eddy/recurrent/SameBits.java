package eddy.recurrent;

import eddy.layer.Linear;
import eddy.loss.Loss;
import eddy.optim.Adam;
import eddy.optim.Gradients;
import eddy.optim.Optimizer;
import eddy.tensor.Array;
import eddy.tensor.Elementwise;
import eddy.tensor.Parameter;
import eddy.tensor.Sequence;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import eddy.tensor.Workspace;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.zip.CRC32;

/** A small training whose weights are digested; also a program, to be run by another JVM. */
final class SameBits {
  private SameBits() {}

  /** Prints the digest of one training. */
  public static void main(String[] args) {
    System.out.println("digest " + small());
  }

  /** Trains small layers for one step on one thread, as much as an interpreter can bear. */
  static String small() {
    CRC32 crc = new CRC32();
    try (Workspace workspace = new Workspace(1)) {
      train(workspace, new Lstm(true, 0), 19, 3, 1, crc);
      train(workspace, new Gru(false), 17, 3, 1, crc);
      train(workspace, new Gru(), 5, 2, 1, crc);
    }
    return Long.toHexString(crc.getValue());
  }

  /** Trains every kind of cell for a few steps and digests all weights. */
  static String digest(int threads, int steps) {
    CRC32 crc = new CRC32();
    try (Workspace workspace = new Workspace(threads)) {
      train(workspace, new Lstm(true, 0), 70, 9, steps, crc);
      train(workspace, new Lstm(false, 33), 70, 9, steps, crc);
      train(workspace, new LayerNormLstm(), 21, 40, steps, crc);
      train(workspace, new Gru(), 130, 5, steps, crc);
      train(workspace, new Gru(false), 66, 40, steps, crc);
      train(workspace, new Rnn(), 19, 64, steps, crc);
    }
    return Long.toHexString(crc.getValue());
  }

  private static void train(
      Workspace workspace, Cell cell, int hidden, int batch, int steps, CRC32 crc) {
    SplittableRandom random = new SplittableRandom(11);
    int time = 6;
    int inputs = 7;
    RecurrentBuilder options =
        Recurrent.of(cell, inputs, hidden)
            .layers(2)
            .bidirectional()
            .lockedDropout(0.3f)
            .weightDrop(0.2f)
            .learntState();
    options = NoisyCell.canDrop(cell) ? options.recurrentDropout(0.1f) : options;
    options = cell.carried(hidden).length == 2 ? options.zoneout(0.1f, 0.3f) : options;
    Recurrent layer = options.build(random);
    Linear head = new Linear(layer.outputSize(), 3, random);
    SequencedMap<String, Parameter> parameters = new LinkedHashMap<>(layer.parameters());
    parameters.putAll(head.parameters());
    Optimizer optimizer = new Optimizer(new Adam(), parameters);
    Gradients gradients = new Gradients(parameters);
    Array x = Array.zeros(batch, time, inputs);
    Array target = Array.zeros(batch, time, 3);
    for (Array array : new Array[] {x, target}) {
      for (int i = 0; i < array.data().length; i++) {
        array.data()[i] = random.nextFloat(-1, 1);
      }
    }
    int[] lengths = new int[batch];
    for (int b = 0; b < batch; b++) {
      lengths[b] = 1 + (b * 5 + 2) % time;
    }
    for (int step = 0; step < steps; step++) {
      try (Tape tape = workspace.training(3, step)) {
        Sequence sequence = new Sequence(tape.constant(x), lengths);
        Tensor y = layer.forward(sequence).sequence().values();
        Tensor prediction = head.forward(Elementwise.dropout(y, 0.2f));
        tape.backward(Loss.meanSquared(prediction, tape.constant(target)));
        gradients.complete(tape);
        gradients.clip(0.5);
        optimizer.step(gradients, 0.01);
      }
    }
    for (Parameter parameter : parameters.values()) {
      for (float value : parameter.data()) {
        int bits = Float.floatToRawIntBits(value);
        for (int shift = 0; shift < 32; shift += 8) {
          crc.update(bits >>> shift);
        }
      }
    }
  }
}
