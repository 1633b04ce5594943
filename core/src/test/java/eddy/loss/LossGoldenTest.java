package eddy.loss;

import eddy.Golden;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import eddy.tensor.Workspace;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every loss against PyTorch: the value and the gradient. */
class LossGoldenTest {
  static Stream<String> cases() {
    return Golden.names("loss-").stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void valueAndGradientAgree(String name) {
    Golden golden = Golden.load(name);
    try (Workspace workspace = new Workspace(2);
        Tape tape = workspace.training(1, 0)) {
      Tensor x = tape.variable(golden.array("x"));
      Tensor loss =
          name.startsWith("loss-cross-entropy")
              ? Loss.crossEntropy(x, golden.integers("ids"), golden.number("label_smoothing"))
              : pointwise(golden, tape, x);
      golden.assertClose("loss", loss.data(), 1);
      tape.backward(loss);
      golden.assertClose("d_x", x.gradient(), x.shape().size());
    }
  }

  private static Tensor pointwise(Golden golden, Tape tape, Tensor x) {
    Tensor target = tape.constant(golden.array("target"));
    String kind =
        golden.name().replaceFirst("^loss-", "").replaceFirst("(-narrow)?(-masked)?$", "");
    if (golden.has("mask")) {
      Tensor mask = tape.constant(golden.array("mask"));
      return switch (kind) {
        case "mean-squared" -> Loss.meanSquared(x, target, mask);
        case "mean-absolute" -> Loss.meanAbsolute(x, target, mask);
        case "huber" -> Loss.huber(x, target, golden.number("delta"), mask);
        case "binary-cross-entropy" -> Loss.binaryCrossEntropy(x, target, mask);
        default -> throw new IllegalStateException(kind);
      };
    }
    return switch (kind) {
      case "mean-squared" -> Loss.meanSquared(x, target);
      case "mean-absolute" -> Loss.meanAbsolute(x, target);
      case "huber" -> Loss.huber(x, target, golden.number("delta"));
      case "binary-cross-entropy" -> Loss.binaryCrossEntropy(x, target);
      default -> throw new IllegalStateException(kind);
    };
  }
}
