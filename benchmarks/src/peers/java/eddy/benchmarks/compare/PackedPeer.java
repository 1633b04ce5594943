package eddy.benchmarks.compare;

import org.bytedeco.pytorch.global.torch;

/**
 * Another build of PyTorch, with another BLAS, which unlike the official one's binding has packed
 * sequences.
 */
final class PackedPeer implements Peer {

  PackedPeer(int threads) {
    torch.set_num_threads(threads);
    if (torch.get_num_threads() != threads) {
      throw new IllegalStateException(
          "PyTorch: expected " + threads + " threads but it has " + torch.get_num_threads() + ".");
    }
  }

  @Override
  public String name() {
    return Plan.PACKED;
  }

  @Override
  public String version() {
    return "PyTorch "
        + torch.class.getPackage().getImplementationVersion()
        + " for packed sequences, org.bytedeco build, BLAS: "
        + System.getProperty("org.bytedeco.openblas.load", "openblas");
  }

  @Override
  public Contender prepare(Problem problem) {
    return new PackedTraining(problem);
  }
}
