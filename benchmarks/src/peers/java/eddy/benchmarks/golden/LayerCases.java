package eddy.benchmarks.golden;

import java.util.List;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Layers without time, and softmax. The loss is {@code sum(output * g_output)}. */
final class LayerCases {
  private static final String LOSS = "loss = sum(output * g_output); d_... are its gradients.";

  private LayerCases() {}

  static List<GoldenFile> all() {
    return List.of(
        linear("layer-linear", true, 5, 7, 3),
        linear("layer-linear-no-bias", false, 4, 3, 6),
        linear("layer-linear-wide", true, 9, 21, 19),
        embedding(),
        layerNorm("layer-layer-norm", 6, 5),
        layerNorm("layer-layer-norm-wide", 3, 37),
        softmax("op-softmax", false),
        softmax("op-log-softmax", true),
        conv("layer-conv-plain", 3, 1, 0),
        conv("layer-conv-padded", 3, 2, 1),
        conv("layer-conv-wide", 2, 3, 0),
        convAlongTime("layer-conv1d-plain", 3, 1, 0),
        convAlongTime("layer-conv1d-padded", 4, 2, 2),
        pooling("pooling-max", true),
        pooling("pooling-mean", false));
  }

  /** PyTorch has the channels before the pictures; the file has them last. */
  private static GoldenFile conv(String name, int size, int stride, int padding) {
    TorchCase c = new TorchCase(name, "x [batch, height, width, channels]; " + LOSS);
    window(c, size, stride, padding);
    Tensor x = c.leaf("x", 1.5, 2, 7, 6, 3);
    Tensor weight = c.leaf("weight", 1, 5, 3, size, size);
    Tensor bias = c.leaf("bias", 1, 5);
    Tensor y =
        torch.conv2d(
            x.permute(0, 3, 1, 2),
            weight,
            new TensorOptional(bias),
            new long[] {stride, stride},
            new long[] {padding, padding},
            new long[] {1, 1},
            1);
    c.gradients(c.weighed("output", y.permute(0, 2, 3, 1)));
    return c.file();
  }

  private static GoldenFile convAlongTime(String name, int size, int stride, int padding) {
    TorchCase c = new TorchCase(name, "x [batch, time, channels]; " + LOSS);
    window(c, size, stride, padding);
    Tensor x = c.leaf("x", 1.5, 2, 9, 4);
    Tensor weight = c.leaf("weight", 1, 5, 4, size);
    Tensor bias = c.leaf("bias", 1, 5);
    Tensor y =
        torch.conv1d(
            x.permute(0, 2, 1),
            weight,
            new TensorOptional(bias),
            new long[] {stride},
            new long[] {padding},
            new long[] {1},
            1);
    c.gradients(c.weighed("output", y.permute(0, 2, 1)));
    return c.file();
  }

  private static GoldenFile pooling(String name, boolean max) {
    TorchCase c = new TorchCase(name, "x [batch, height, width, channels]; " + LOSS);
    window(c, 3, 2, 1);
    Tensor x = c.leaf("x", 1.5, 2, 7, 6, 3);
    Tensor pictures = x.permute(0, 3, 1, 2);
    long[] size = {3, 3};
    long[] stride = {2, 2};
    long[] padding = {1, 1};
    Tensor y =
        max
            ? torch.max_pool2d(pictures, size, stride, padding, new long[] {1, 1}, false)
            : torch.avg_pool2d(
                pictures, size, stride, padding, false, false, new LongOptional());
    c.gradients(c.weighed("output", y.permute(0, 2, 3, 1)));
    return c.file();
  }

  private static void window(TorchCase c, int size, int stride, int padding) {
    c.file().option("size", size);
    c.file().option("stride", stride);
    c.file().option("padding", padding);
  }

  private static GoldenFile linear(String name, boolean bias, int rows, int in, int out) {
    TorchCase c = new TorchCase(name, "output = x weight^T [+ bias]; " + LOSS);
    c.file().option("bias", bias);
    Tensor x = c.leaf("x", 1.5, rows, in);
    Tensor weight = c.leaf("weight", 1, out, in);
    Tensor output =
        bias ? torch.linear(x, weight, c.leaf("bias", 1, out)) : torch.linear(x, weight);
    c.gradients(c.weighed("output", output));
    return c.file();
  }

  private static GoldenFile embedding() {
    TorchCase c =
        new TorchCase("layer-embedding", "output[b, t] = weight[ids[b, t]], ids repeat; " + LOSS);
    long[] ids = c.integers("ids", 5, 3, 4);
    Tensor weight = c.leaf("weight", 1, 7, 3);
    c.gradients(c.weighed("output", torch.embedding(weight, Tensor.create(ids, 3, 4))));
    return c.file();
  }

  private static GoldenFile layerNorm(String name, int rows, int width) {
    TorchCase c = new TorchCase(name, "over the last dimension, biased variance; " + LOSS);
    double eps = 1e-5;
    c.file().option("eps", eps);
    Tensor x = c.leaf("x", 1.5, rows, width);
    TensorOptional weight = new TensorOptional(c.leaf("weight", 1.5, width));
    TensorOptional bias = new TensorOptional(c.leaf("bias", 1, width));
    Tensor output = torch.layer_norm(x, new long[] {width}, weight, bias, eps, false);
    c.gradients(c.weighed("output", output));
    return c.file();
  }

  private static GoldenFile softmax(String name, boolean log) {
    TorchCase c = new TorchCase(name, "over the last dimension; " + LOSS);
    Tensor x = c.leaf("x", 4, 5, 7);
    c.gradients(c.weighed("output", log ? torch.log_softmax(x, -1) : torch.softmax(x, -1)));
    return c.file();
  }
}
