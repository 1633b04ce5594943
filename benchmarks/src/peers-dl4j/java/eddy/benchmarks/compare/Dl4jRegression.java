package eddy.benchmarks.compare;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/**
 * DL4J's recurrent layer under an output of one number, by squared error.
 *
 * <p>DL4J keeps features before time, weights as [I, G * H], one bias where PyTorch has two, and an
 * LSTM's blocks in the order g, f, o, i. Its gradients are of a sum over time and batch, and its
 * updater divides by the batch; so the gradients are divided by the number of steps of the whole
 * batch to be compared, and the learning rate by the steps of a sequence.
 */
final class Dl4jRegression implements Contender {
  private static final int[] LSTM_BLOCKS = {2, 1, 3, 0};

  private final Problem problem;
  private final Network net;
  private final int[] blocks;
  private final MultiLayerNetwork network;
  private final INDArray input;
  private final DataSet data;

  Dl4jRegression(Problem problem) {
    this.problem = problem;
    net = problem.network();
    blocks = net.cell() == CellKind.LSTM ? LSTM_BLOCKS : new int[] {0};
    network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .updater(new Sgd(Problem.LEARNING_RATE / net.steps()))
                .list()
                .layer(recurrent())
                .layer(
                    new RnnOutputLayer.Builder(LossFunctions.LossFunction.MSE)
                        .nIn(net.hidden())
                        .nOut(1)
                        .activation(Activation.IDENTITY)
                        .build())
                .build());
    network.init();
    network.setParam("0_W", weight("weight_ih_l0", net.input()));
    network.setParam("0_RW", weight("weight_hh_l0", net.hidden()));
    network.setParam("0_b", bias());
    network.setParam(
        "1_W", matrix(problem.weights().get(Problem.OUTPUT_WEIGHT).data(), net.hidden(), 1));
    network.setParam("1_b", matrix(problem.weights().get(Problem.OUTPUT_BIAS).data(), 1, 1));
    input = featuresFirst(problem.input().data(), net.input());
    data = new DataSet(input, featuresFirst(problem.target().data(), 1));
  }

  private BaseRecurrentLayer recurrent() {
    if (net.cell() == CellKind.LSTM) {
      return new LSTM.Builder()
          .nIn(net.input())
          .nOut(net.hidden())
          .activation(Activation.TANH)
          .gateActivationFunction(Activation.SIGMOID)
          .build();
    }
    return new SimpleRnn.Builder()
        .nIn(net.input())
        .nOut(net.hidden())
        .activation(Activation.TANH)
        .build();
  }

  /** From [G * H, columns] in our order of blocks to [columns, G * H] in DL4J's. */
  private INDArray weight(String name, int columns) {
    int H = net.hidden();
    float[] from = problem.weights().get(name).data();
    float[] to = new float[from.length];
    for (int block = 0; block < blocks.length; block++) {
      for (int unit = 0; unit < H; unit++) {
        for (int c = 0; c < columns; c++) {
          to[c * blocks.length * H + block * H + unit] =
              from[(blocks[block] * H + unit) * columns + c];
        }
      }
    }
    return matrix(to, columns, blocks.length * H);
  }

  private INDArray bias() {
    int H = net.hidden();
    float[] first = problem.weights().get("bias_ih_l0").data();
    float[] second = problem.weights().get("bias_hh_l0").data();
    float[] sum = new float[first.length];
    for (int i = 0; i < sum.length; i++) {
      int from = blocks[i / H] * H + i % H;
      sum[i] = first[from] + second[from];
    }
    return matrix(sum, 1, sum.length);
  }

  private static INDArray matrix(float[] values, int rows, int columns) {
    return Nd4j.create(values, new long[] {rows, columns}, 'c');
  }

  /** From [B, T, features] to [B, features, T]. */
  private INDArray featuresFirst(float[] values, int features) {
    return Nd4j.create(values, new long[] {net.batch(), net.steps(), features}, 'c')
        .permute(0, 2, 1)
        .dup('c');
  }

  @Override
  public void step() {
    if (problem.task() == Task.FIT) {
      network.fit(data);
    } else {
      network.output(input);
    }
  }

  @Override
  public SequencedMap<String, float[]> outcome() {
    SequencedMap<String, float[]> all = new LinkedHashMap<>();
    all.put("output", floats(network.output(input).permute(0, 2, 1)));
    if (problem.task() == Task.FIT) {
      network.setInput(input);
      network.setLabels(data.getLabels());
      network.computeGradientAndScore();
      addGradients(all);
      network.fit(data);
    }
    return all;
  }

  private void addGradients(SequencedMap<String, float[]> all) {
    var gradients = network.gradient().gradientForVariable();
    all.put("weight_ih_l0", ours(gradients.get("0_W")));
    all.put("weight_hh_l0", ours(gradients.get("0_RW")));
    float[] bias = ours(gradients.get("0_b").reshape(1, -1));
    all.put("bias_ih_l0", bias);
    all.put("bias_hh_l0", bias);
    all.put(Problem.OUTPUT_WEIGHT, scaled(floats(gradients.get("1_W"))));
    all.put(Problem.OUTPUT_BIAS, scaled(floats(gradients.get("1_b"))));
  }

  /** From [columns, G * H] in DL4J's order of blocks to [G * H, columns] in ours, scaled. */
  private float[] ours(INDArray gradient) {
    int H = net.hidden();
    float[] from = scaled(floats(gradient));
    float[] to = new float[from.length];
    int columns = from.length / (blocks.length * H);
    for (int block = 0; block < blocks.length; block++) {
      for (int unit = 0; unit < H; unit++) {
        for (int c = 0; c < columns; c++) {
          to[(blocks[block] * H + unit) * columns + c] =
              from[c * blocks.length * H + block * H + unit];
        }
      }
    }
    return to;
  }

  private float[] scaled(float[] gradient) {
    float[] scaled = Arrays.copyOf(gradient, gradient.length);
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] /= net.batch() * net.steps();
    }
    return scaled;
  }

  private static float[] floats(INDArray array) {
    return array.dup('c').data().asFloat();
  }

  @Override
  public void close() {
    network.close();
  }
}
