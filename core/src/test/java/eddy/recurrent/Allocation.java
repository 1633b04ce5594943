package eddy.recurrent;

import eddy.layer.Layer;
import eddy.layer.Linear;
import eddy.loss.Loss;
import eddy.optim.Adam;
import eddy.optim.Gradients;
import eddy.optim.Optimizer;
import eddy.tensor.Array;
import eddy.tensor.Parameter;
import eddy.tensor.Sequence;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import eddy.tensor.Workspace;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.SplittableRandom;

/** A program that prints what a step of a training allocates, for several numbers of units. */
final class Allocation {
  private static final int BATCH = 4;
  private static final int STEPS = 6;
  private static final int INPUTS = 5;
  private static final int CLASSES = 3;

  private Allocation() {}

  /** The arguments are numbers of hidden units; one line of bytes comes back for each. */
  public static void main(String[] args) {
    for (String hidden : args) {
      System.out.println(allocated(Integer.parseInt(hidden)));
    }
  }

  /** The bytes of the last of a few steps, when every size of buffer has been seen. */
  private static long allocated(int hidden) {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    SplittableRandom random = new SplittableRandom(1);
    Recurrent lstm = Recurrent.of(new Lstm(), INPUTS, hidden).layers(2).build(random);
    Linear linear = new Linear(hidden, CLASSES, random);
    SequencedMap<String, Layer> layers = new LinkedHashMap<>();
    layers.put("lstm", lstm);
    layers.put("linear", linear);
    SequencedMap<String, Parameter> parameters = Layer.join(layers);
    Optimizer optimizer = new Optimizer(new Adam(), parameters);
    Gradients gradients = new Gradients(parameters);
    Array x = Array.zeros(BATCH, STEPS, INPUTS);
    int[] ids = new int[BATCH * STEPS];
    long bytes = 0;
    try (Workspace workspace = new Workspace(1)) {
      for (int step = 0; step < 4; step++) {
        long before = threads.getCurrentThreadAllocatedBytes();
        try (Tape tape = workspace.training(1, step)) {
          Tensor y = lstm.forward(Sequence.full(tape.constant(x))).sequence().values();
          tape.backward(Loss.crossEntropy(linear.forward(y), ids));
          gradients.complete(tape);
          gradients.clip(1);
          optimizer.step(gradients, 0.01);
        }
        bytes = threads.getCurrentThreadAllocatedBytes() - before;
      }
    }
    return bytes;
  }
}
