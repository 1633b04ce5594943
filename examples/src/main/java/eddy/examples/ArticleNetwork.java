package eddy.examples;

import eddy.layer.Layer;
import eddy.layer.Linear;
import eddy.loss.Loss;
import eddy.optim.Adam;
import eddy.optim.Gradients;
import eddy.optim.Optimizer;
import eddy.recurrent.Recurrent;
import eddy.recurrent.Rnn;
import eddy.tensor.Array;
import eddy.tensor.Elementwise;
import eddy.tensor.Sequence;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import eddy.tensor.Workspace;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Learns to say, after each of ten numbers, the mean of all numbers so far. */
public final class ArticleNetwork {
  final SplittableRandom random = new SplittableRandom(1);
  final Recurrent rnn = Recurrent.of(new Rnn(), 1, 64).build(random);
  final Linear dense = new Linear(64, 1, random);
  final Array numbers = Array.zeros(100, 10, 1);
  final Array means = Array.zeros(100, 10, 1);

  ArticleNetwork() {
    float mean = 0;
    for (int i = 0; i < numbers.data().length; i++) {
      numbers.data()[i] = random.nextFloat();
      mean += (numbers.data()[i] - mean) / (i % 10 + 1);
      means.data()[i] = mean;
    }
  }

  float[] train(int steps) {
    var layers = new TreeMap<>(Map.of("rnn", rnn, "dense", dense));
    Optimizer adam = new Optimizer(new Adam(), Layer.join(layers));
    Gradients gradients = new Gradients(adam.parameters());
    float[] losses = new float[steps];
    try (Workspace workspace = new Workspace()) {
      for (int step = 0; step < steps; step++) {
        try (Tape tape = workspace.training(1, step)) {
          Sequence x = Sequence.full(tape.constant(numbers));
          Tensor h = rnn.forward(x).sequence().values();
          Tensor y = Elementwise.sigmoid(dense.forward(h));
          Tensor loss = Loss.meanSquared(y, tape.constant(means));
          tape.backward(loss);
          gradients.complete(tape);
          adam.step(gradients, 0.001);
          losses[step] = loss.scalar();
        }
      }
    }
    return losses;
  }

  public static void main(String[] arguments) {
    float[] losses = new ArticleNetwork().train(500);
    System.out.println("Loss " + losses[0] + " at first, " + losses[499] + " after 500 steps");
  }
}
