package eddy.layer;

import eddy.Golden;
import eddy.tensor.Elementwise;
import eddy.tensor.Parameter;
import eddy.tensor.Reductions;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import eddy.tensor.Workspace;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every layer against PyTorch: outputs and all gradients. */
class LayerGoldenTest {
  private final SplittableRandom random = new SplittableRandom(1);

  static Stream<String> linear() {
    return Golden.names("layer-linear").stream();
  }

  @ParameterizedTest
  @MethodSource("linear")
  void linearAgrees(String name) {
    Golden golden = Golden.load(name);
    Linear layer =
        new Linear(golden.shape("weight").last(), golden.shape("weight").dimension(0), random);
    // A case without a bias is one whose bias is zero.
    Initialization.zeros(Initialization.all(layer.parameters().get("bias")));
    checkRows(golden, layer, layer::forward);
  }

  static Stream<String> layerNorm() {
    return Golden.names("layer-layer-norm").stream();
  }

  @ParameterizedTest
  @MethodSource("layerNorm")
  void layerNormAgrees(String name) {
    Golden golden = Golden.load(name);
    LayerNorm layer = new LayerNorm(golden.shape("weight").last());
    checkRows(golden, layer, layer::forward);
  }

  private static void checkRows(Golden golden, Layer layer, Function<Tensor, Tensor> forward) {
    try (Workspace workspace = new Workspace(2);
        Tape tape = workspace.training(1, 0)) {
      Tensor x = tape.variable(golden.array("x"));
      check(golden, layer, tape, () -> forward.apply(x));
      golden.assertClose("d_x", x.gradient(), x.shape().size());
    }
  }

  static Stream<String> embedding() {
    return Golden.names("layer-embedding").stream();
  }

  @ParameterizedTest
  @MethodSource("embedding")
  void embeddingAgrees(String name) {
    Golden golden = Golden.load(name);
    Embedding layer =
        new Embedding(golden.shape("weight").dimension(0), golden.shape("weight").last(), random);
    int[] ids = golden.integers("ids");
    try (Workspace workspace = new Workspace(2);
        Tape tape = workspace.training(1, 0)) {
      check(golden, layer, tape, () -> layer.forward(tape, ids, golden.shape("ids").toArray()));
    }
  }

  /** Checks what a layer makes under the case's parameters, and the gradients of these. */
  private static void check(Golden golden, Layer layer, Tape tape, Supplier<Tensor> forward) {
    layer
        .parameters()
        .forEach((parameter, value) -> {
          if (golden.has(parameter)) {
            value.set(parameter, golden.array(parameter));
          }
        });
    Tensor y = forward.get();
    golden.assertClose("output", y.data(), y.shape().size());
    Tensor weights = tape.constant(golden.array("g_output"));
    tape.backward(Reductions.sum(Elementwise.multiply(y, weights)));
    for (var entry : layer.parameters().entrySet()) {
      if (golden.has(entry.getKey())) {
        Parameter value = entry.getValue();
        golden.assertClose("d_" + entry.getKey(), tape.gradient(value), value.shape().size());
      }
    }
  }
}
