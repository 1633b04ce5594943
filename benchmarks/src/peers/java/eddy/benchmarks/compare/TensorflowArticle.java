package eddy.benchmarks.compare;

import eddy.tensor.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Stack;
import org.tensorflow.op.core.Unstack;
import org.tensorflow.op.core.Variable;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;

/**
 * A training step of the tutorial's network, written as TensorFlow 1 does: a {@code BasicRNNCell}
 * with its one kernel for input and state, unrolled over the steps; an affine map; {@code
 * ApplyAdam}.
 *
 * <p>Two things are as Eddy has them, so that the same is learnt. The cell has two biases, which
 * are added up once a training step. And epsilon is scaled, since TensorFlow adds it before the
 * second moment's correction and others after.
 */
final class TensorflowArticle implements Contender {
  private static final float BETA1 = 0.9f;
  private static final float BETA2 = 0.999f;
  private static final float EPSILON = 1e-8f;
  private static final String KERNEL = "kernel";

  private final Network net;
  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);
  private final SequencedMap<String, Variable<TFloat32>> weights = new LinkedHashMap<>();
  private final Placeholder<TFloat32> x = tf.placeholder(TFloat32.class);
  private final Placeholder<TFloat32> target = tf.placeholder(TFloat32.class);
  private final Operand<TFloat32> loss;
  private final List<Op> updates;
  private final Session session;
  private final TFloat32 numbers;
  private final TFloat32 means;

  TensorflowArticle(Problem problem, ConfigProto config) {
    net = problem.network();
    Map<String, Array> given = problem.weights();
    int width = net.hidden();
    weights.put(KERNEL, variable(kernel(given), net.input() + width, width));
    for (String name : List.of("bias_ih_l0", "bias_hh_l0")) {
      weights.put(name, variable(given.get(name).data(), width));
    }
    weights.put(Problem.OUTPUT_WEIGHT, variable(given.get(Problem.OUTPUT_WEIGHT).data(), width, 1));
    weights.put(Problem.OUTPUT_BIAS, variable(given.get(Problem.OUTPUT_BIAS).data(), 1));
    loss = loss();
    updates = adam();
    session = new Session(graph, config);
    numbers = tensor(problem.input());
    means = tensor(problem.target());
  }

  /** The kernel [I + H, H]: PyTorch's two matrices turned around, one below the other. */
  private float[] kernel(Map<String, Array> given) {
    float[] kernel = new float[(net.input() + net.hidden()) * net.hidden()];
    int at = 0;
    for (String name : List.of("weight_ih_l0", "weight_hh_l0")) {
      float[] matrix = given.get(name).data();
      int columns = matrix.length / net.hidden();
      for (int column = 0; column < columns; column++) {
        for (int unit = 0; unit < net.hidden(); unit++) {
          kernel[at++] = matrix[unit * columns + column];
        }
      }
    }
    return kernel;
  }

  /** Rows of the kernel as a matrix of PyTorch's. */
  private float[] matrix(float[] kernel, int from, int rows) {
    float[] matrix = new float[rows * net.hidden()];
    for (int row = 0; row < rows; row++) {
      for (int unit = 0; unit < net.hidden(); unit++) {
        matrix[unit * rows + row] = kernel[(from + row) * net.hidden() + unit];
      }
    }
    return matrix;
  }

  private Variable<TFloat32> variable(float[] initial, long... sizes) {
    return tf.variable(tf.constant(Shape.of(sizes), DataBuffers.of(initial)));
  }

  private static TFloat32 tensor(Array array) {
    long[] sizes = Arrays.stream(array.shape().toArray()).asLongStream().toArray();
    return TFloat32.tensorOf(Shape.of(sizes), DataBuffers.of(array.data()));
  }

  private Operand<TFloat32> loss() {
    Operand<TFloat32> bias = tf.math.add(weights.get("bias_ih_l0"), weights.get("bias_hh_l0"));
    Operand<TFloat32> h = tf.constant(new float[net.batch()][net.hidden()]);
    List<Operand<TFloat32>> outputs = new ArrayList<>();
    for (Operand<TFloat32> now : tf.unstack(x, (long) net.steps(), Unstack.axis(1L))) {
      Operand<TFloat32> both = tf.concat(List.of(now, h), tf.constant(1));
      h = tf.math.tanh(tf.nn.biasAdd(tf.linalg.matMul(both, weights.get(KERNEL)), bias));
      outputs.add(h);
    }
    Operand<TFloat32> rows =
        tf.reshape(tf.stack(outputs, Stack.axis(1L)), tf.constant(new int[] {-1, net.hidden()}));
    Operand<TFloat32> y =
        tf.nn.biasAdd(
            tf.linalg.matMul(rows, weights.get(Problem.OUTPUT_WEIGHT)),
            weights.get(Problem.OUTPUT_BIAS));
    Operand<TFloat32> wanted = tf.reshape(target, tf.constant(new int[] {-1, 1}));
    Operand<TFloat32> squares = tf.math.square(tf.math.sub(tf.math.sigmoid(y), wanted));
    return tf.math.mean(squares, tf.constant(new int[] {0, 1}));
  }

  private List<Op> adam() {
    Output<?>[] leaves =
        weights.values().stream().map(Variable::asOutput).toArray(Output<?>[]::new);
    Output<?>[] gradients = graph.addGradients(loss.asOutput(), leaves);
    Variable<TFloat32> power1 = tf.variable(tf.constant(BETA1));
    Variable<TFloat32> power2 = tf.variable(tf.constant(BETA2));
    Operand<TFloat32> correction = tf.math.sqrt(tf.math.sub(tf.constant(1f), power2));
    Operand<TFloat32> epsilon = tf.math.mul(tf.constant(EPSILON), correction);
    // No weight may change while another's gradient is still being computed with it.
    Ops after = tf.withControlDependencies(List.<Op>of(gradients));
    List<Op> moves = new ArrayList<>();
    int i = 0;
    for (Variable<TFloat32> weight : weights.values()) {
      moves.add(
          after.train.applyAdam(
              weight,
              zeros(weight),
              zeros(weight),
              power1,
              power2,
              tf.constant((float) Problem.ARTICLE_RATE),
              tf.constant(BETA1),
              tf.constant(BETA2),
              epsilon,
              gradients[i++].expect(TFloat32.class)));
    }
    Ops last = tf.withControlDependencies(moves);
    return List.of(
        last.assign(power1, last.math.mul(power1, last.constant(BETA1))),
        last.assign(power2, last.math.mul(power2, last.constant(BETA2))));
  }

  private Variable<TFloat32> zeros(Variable<TFloat32> like) {
    return tf.variable(tf.zeros(tf.constant(like.shape().asArray()), TFloat32.class));
  }

  @Override
  public void step() {
    train();
  }

  private float train() {
    Session.Runner runner = session.runner().feed(x, numbers).feed(target, means).fetch(loss);
    updates.forEach(runner::addTarget);
    try (Result result = runner.run()) {
      return ((TFloat32) result.get(0)).getFloat();
    }
  }

  @Override
  public SequencedMap<String, float[]> outcome() {
    SequencedMap<String, float[]> all = new LinkedHashMap<>();
    all.put("loss", new float[] {train()});
    Session.Runner runner = session.runner();
    weights.values().forEach(runner::fetch);
    try (Result result = runner.run()) {
      int i = 0;
      for (String name : weights.keySet()) {
        TFloat32 value = (TFloat32) result.get(i++);
        float[] data = new float[Math.toIntExact(value.size())];
        value.copyTo(DataBuffers.of(data));
        all.put(name, data);
      }
    }
    float[] kernel = all.remove(KERNEL);
    all.put("weight_ih_l0", matrix(kernel, 0, net.input()));
    all.put("weight_hh_l0", matrix(kernel, net.input(), net.hidden()));
    return all;
  }

  @Override
  public void close() {
    numbers.close();
    means.close();
    session.close();
    graph.close();
  }
}
