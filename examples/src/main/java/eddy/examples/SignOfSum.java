package eddy.examples;

import eddy.format.safetensors.Safetensors;
import eddy.graph.GraphSession;
import eddy.graph.Value;
import eddy.graph.foreign.ForeignModel;
import eddy.layer.Layer;
import eddy.layer.Linear;
import eddy.loss.Loss;
import eddy.optim.Adam;
import eddy.optim.Gradients;
import eddy.optim.Optimizer;
import eddy.recurrent.Lstm;
import eddy.recurrent.Recurrent;
import eddy.tensor.Array;
import eddy.tensor.Parameter;
import eddy.tensor.Pooling;
import eddy.tensor.Sequence;
import eddy.tensor.Shape;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import eddy.tensor.Workspace;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Learns to say whether a sequence of numbers, of 1 to 20 steps, has a positive sum. */
public final class SignOfSum {
  private final SplittableRandom random = new SplittableRandom(1);
  private final Recurrent lstm = Recurrent.of(new Lstm(), 1, 16).build(random);
  private final Linear dense = new Linear(16, 2, random);
  private final SequencedMap<String, Parameter> parameters =
      Layer.join(new TreeMap<>(Map.of("lstm", lstm, "dense", dense)));

  float train(int steps) {
    Optimizer adam = new Optimizer(new Adam(), parameters);
    Gradients gradients = new Gradients(adam.parameters());
    float last = Float.NaN;
    try (Workspace workspace = new Workspace()) {
      for (int step = 0; step < steps; step++) {
        Array numbers = Array.zeros(32, 20, 1);
        int[] lengths = new int[32];
        int[] labels = new int[32];
        draw(numbers, lengths, labels);
        try (Tape tape = workspace.training(1, step)) {
          Sequence x = new Sequence(tape.constant(numbers), lengths);
          Tensor h = Pooling.last(lstm.forward(x).sequence());
          Tensor loss = Loss.crossEntropy(dense.forward(h), labels);
          tape.backward(loss);
          gradients.complete(tape);
          adam.step(gradients, 0.01);
          last = loss.scalar();
        }
      }
    }
    return last;
  }

  private void draw(Array numbers, int[] lengths, int[] labels) {
    for (int b = 0; b < lengths.length; b++) {
      lengths[b] = random.nextInt(1, 21);
      float sum = 0;
      for (int t = 0; t < lengths[b]; t++) {
        float number = (float) random.nextGaussian();
        numbers.data()[b * 20 + t] = number;
        sum += number;
      }
      labels[b] = sum > 0 ? 1 : 0;
    }
  }

  /** Writes the weights under PyTorch's names. */
  void save(Path file) {
    Map<String, Array> weights = new LinkedHashMap<>();
    parameters.forEach((name, parameter) -> weights.put(name, parameter.value()));
    Safetensors.write(file, weights, Map.of());
  }

  /** The logits of both classes after each step of a sequence, as a model from anywhere says. */
  static float[] predict(Path file, float... numbers) {
    try (Workspace workspace = new Workspace()) {
      GraphSession session = new GraphSession(ForeignModel.read(file).requireGraph(), workspace);
      Value x = new Value.Floats(Shape.of(1, numbers.length, 1), numbers);
      return ((Value.Floats) session.run(Map.of("x", x)).get("y")).data();
    }
  }

  /** Takes the file that the weights go to. */
  public static void main(String[] arguments) {
    SignOfSum network = new SignOfSum();
    System.out.println("Loss " + network.train(500) + " after 500 steps");
    network.save(Path.of(arguments[0]));
  }
}
