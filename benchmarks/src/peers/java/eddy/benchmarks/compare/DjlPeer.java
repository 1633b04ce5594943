package eddy.benchmarks.compare;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.recurrent.RNN;
import ai.djl.pytorch.jni.JniUtils;
import eddy.tensor.Array;
import java.util.Arrays;

/**
 * The official build of PyTorch, called through DJL's operations rather than its blocks, which
 * would add their own bookkeeping to each step.
 */
final class DjlPeer implements Peer {
  private final NDManager manager;

  DjlPeer(int threads) {
    Engine engine = Engine.getEngine("PyTorch");
    JniUtils.setNumThreads(threads);
    if (JniUtils.getNumThreads() != threads) {
      throw new IllegalStateException(
          "PyTorch: expected " + threads + " threads but it has " + JniUtils.getNumThreads() + ".");
    }
    manager = engine.newBaseManager();
  }

  @Override
  public String name() {
    return Plan.PYTORCH;
  }

  @Override
  public String version() {
    return "PyTorch "
        + Engine.getEngine("PyTorch").getVersion()
        + ", official build, through DJL "
        + Engine.getDjlVersion();
  }

  @Override
  public Contender prepare(Problem problem) {
    NDManager own = manager.newSubManager();
    return switch (problem.task()) {
      case TRAINING -> new DjlTraining(problem, own);
      case INFERENCE, STEP -> new DjlInference(problem, own);
      case LANGUAGE -> new DjlLanguageModel(problem, own);
      default -> throw new IllegalArgumentException(problem.task() + " is not for PyTorch.");
    };
  }

  static NDArray array(NDManager manager, Array array) {
    long[] shape = Arrays.stream(array.shape().toArray()).asLongStream().toArray();
    return manager.create(array.data(), new Shape(shape));
  }

  static NDArray array(NDManager manager, int[] ids, int... dimensions) {
    long[] shape = Arrays.stream(dimensions).asLongStream().toArray();
    return manager.create(Arrays.stream(ids).asLongStream().toArray(), new Shape(shape));
  }

  /** A state of zeros: h, and for an LSTM c. */
  static NDList zeros(NDManager manager, Network net) {
    Shape shape = new Shape((long) net.layers() * net.directions(), net.batch(), net.hidden());
    NDList state = new NDList(manager.zeros(shape));
    if (net.cell() == CellKind.LSTM) {
      state.add(manager.zeros(shape));
    }
    return state;
  }

  /**
   * The recurrent layers, batch first.
   *
   * @return the output, and the last state
   */
  static NDList recurrent(Network net, NDArray x, NDList state, NDList weights, boolean training) {
    int layers = net.layers();
    boolean both = net.bidirectional();
    var operations = x.getNDArrayInternal();
    return switch (net.cell()) {
      case LSTM -> operations.lstm(x, state, weights, true, layers, 0, training, both, true);
      case GRU -> operations.gru(x, state.head(), weights, true, layers, 0, training, both, true);
      case RNN ->
          operations.rnn(
              x, state.head(), weights, true, layers, RNN.Activation.TANH, 0, training, both, true);
    };
  }

  /** The same numbers as a new leaf, whose gradient begins as none rather than as zeros. */
  static NDArray leaf(NDArray array) {
    NDArray leaf = array.stopGradient();
    leaf.setRequiresGradient(true);
    return leaf;
  }

  static float[] gradient(NDArray leaf) {
    try (NDArray gradient = leaf.getGradient()) {
      return gradient.toFloatArray();
    }
  }
}
