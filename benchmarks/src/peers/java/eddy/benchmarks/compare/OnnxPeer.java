package eddy.benchmarks.compare;

import ai.onnxruntime.OrtEnvironment;

/** ONNX Runtime, on models that are made in memory. */
final class OnnxPeer implements Peer {
  private final int threads;

  OnnxPeer(int threads) {
    this.threads = threads;
  }

  @Override
  public String name() {
    return Plan.ONNX;
  }

  @Override
  public String version() {
    return "ONNX Runtime " + OrtEnvironment.getEnvironment().getVersion();
  }

  @Override
  public Contender prepare(Problem problem) {
    return new OnnxInference(problem, threads);
  }
}
