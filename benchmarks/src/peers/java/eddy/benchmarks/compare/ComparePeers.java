package eddy.benchmarks.compare;

import java.io.IOException;
import java.util.Map;

/** Compares Eddy with PyTorch, ONNX Runtime or TensorFlow; {@code benchmarks/compare} starts it. */
public final class ComparePeers {
  private ComparePeers() {}

  /** The options are those of one process, see {@link Arguments}. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Comparison.run(
        arguments,
        Map.of(
            Plan.PYTORCH, DjlPeer::new,
            Plan.PACKED, PackedPeer::new,
            Plan.ONNX, OnnxPeer::new,
            Plan.TENSORFLOW, TensorflowPeer::new));
    // The engines leave threads of their own behind.
    System.exit(0);
  }
}
