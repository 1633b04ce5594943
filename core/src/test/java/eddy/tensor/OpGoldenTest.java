package eddy.tensor;

import eddy.Golden;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Ops of a single input against PyTorch: outputs and gradients. */
class OpGoldenTest {
  static Stream<String> cases() {
    return Golden.names("op-").stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void outputAndGradientAgree(String name) {
    Golden golden = Golden.load(name);
    try (Workspace workspace = new Workspace(2);
        Tape tape = workspace.training(1, 0)) {
      Tensor x = tape.variable(golden.array("x"));
      Tensor y =
          switch (name) {
            case "op-softmax" -> Softmax.softmax(x);
            case "op-log-softmax" -> Softmax.logSoftmax(x);
            default -> throw new IllegalStateException(name);
          };
      golden.assertClose("output", y.data(), y.shape().size());
      Tensor weights = tape.constant(golden.array("g_output"));
      tape.backward(Reductions.sum(Elementwise.multiply(y, weights)));
      golden.assertClose("d_x", x.gradient(), x.shape().size());
    }
  }
}
