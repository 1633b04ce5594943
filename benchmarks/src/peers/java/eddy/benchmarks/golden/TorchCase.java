package eddy.benchmarks.golden;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.LongArrayRef;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * A case that PyTorch computes in float64: draws what goes in, keeps the leaves, and writes what comes
 * out with the gradient of every leaf.
 */
final class TorchCase {
  private final GoldenFile file;
  private final Draw draw;
  private final Map<String, Tensor> leaves = new LinkedHashMap<>();

  TorchCase(String name, String description) {
    this.file = new GoldenFile(name, description);
    this.draw = new Draw(name);
    file.comment("Reference: PyTorch 2.10.0 in float64. Made by eddy.benchmarks.golden.GoldenFiles.");
  }

  GoldenFile file() {
    return file;
  }

  /** A drawn and recorded leaf; {@link #gradients} writes its gradient as {@code d_name}. */
  Tensor leaf(String name, double scale, long... dimensions) {
    Tensor leaf = constant(name, scale, dimensions);
    leaf.set_requires_grad(true);
    leaves.put(name, leaf);
    return leaf;
  }

  /** Drawn and recorded numbers that need no gradient. */
  Tensor constant(String name, double scale, long... dimensions) {
    float[] drawn = draw.uniform(scale, dimensions);
    file.floats(name, drawn, dimensions);
    return tensor(drawn, dimensions);
  }

  /** Recorded numbers that need no gradient. */
  Tensor given(String name, float[] values, long... dimensions) {
    file.floats(name, values, dimensions);
    return tensor(values, dimensions);
  }

  /** Drawn and recorded integers from zero to below the bound. */
  long[] integers(String name, int bound, long... dimensions) {
    long[] drawn = draw.integers(bound, dimensions);
    file.integers(name, drawn, dimensions);
    return drawn;
  }

  void result(String name, Tensor tensor) {
    file.doubles(name, values(tensor), dimensions(tensor));
  }

  /** Goes backward from a scalar and writes the gradient of every leaf. */
  void gradients(Tensor loss) {
    loss.backward();
    leaves.forEach((name, leaf) -> result("d_" + name, leaf.grad()));
  }

  /** Writes {@code sum(result * g)} for a recorded random g, the way a gradient enters a result. */
  Tensor weighed(String name, Tensor result) {
    result(name, result);
    return result.mul(constant("g_" + name, 1, dimensions(result))).sum();
  }

  static Tensor tensor(float[] values, long... dimensions) {
    double[] wide = new double[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
    }
    return Tensor.create(wide, dimensions);
  }

  static Tensor zeros(long... dimensions) {
    return Tensor.create(new double[Draw.size(dimensions)], dimensions);
  }

  static double[] values(Tensor tensor) {
    if (tensor.scalar_type().intern() != torch.ScalarType.Double) {
      throw new IllegalStateException("Expected float64 but PyTorch gave " + tensor.scalar_type());
    }
    double[] values = new double[Math.toIntExact(tensor.numel())];
    tensor.contiguous().data_ptr_double().get(values);
    return values;
  }

  static long[] dimensions(Tensor tensor) {
    LongArrayRef sizes = tensor.sizes();
    long[] dimensions = new long[Math.toIntExact(sizes.size())];
    for (int i = 0; i < dimensions.length; i++) {
      dimensions[i] = sizes.get(i);
    }
    return dimensions;
  }
}
