package eddy.benchmarks.compare;

import org.tensorflow.TensorFlow;
import org.tensorflow.proto.ConfigProto;

/** TensorFlow, as a graph that a session runs. */
final class TensorflowPeer implements Peer {
  private final ConfigProto config;

  TensorflowPeer(int threads) {
    config =
        ConfigProto.newBuilder()
            .setIntraOpParallelismThreads(threads)
            .setInterOpParallelismThreads(threads)
            .build();
  }

  @Override
  public String name() {
    return Plan.TENSORFLOW;
  }

  @Override
  public String version() {
    return "TensorFlow " + TensorFlow.version() + ", its JVM package 1.1.0";
  }

  @Override
  public Contender prepare(Problem problem) {
    return new TensorflowArticle(problem, config);
  }
}
