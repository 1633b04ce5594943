package eddy.optim;

import static org.assertj.core.api.Assertions.assertThat;

import eddy.Golden;
import eddy.tensor.Array;
import eddy.tensor.Elementwise;
import eddy.tensor.Parameter;
import eddy.tensor.Reductions;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import eddy.tensor.Workspace;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Optimisers and clipping against PyTorch.
 *
 * <p>The loss is the sum of {@code w * g} over all parameters w, so that their gradients are the g
 * of the case.
 */
class OptimizerGoldenTest {
  /** PyTorch's optimisers decay biases too. */
  private static final Groups ALIKE = (_, _) -> new Groups.Group(1, 1);

  static Stream<String> optimizers() {
    return Golden.names("optimizer-").stream();
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void parametersAgreeAfterEachStep(String name) {
    Golden golden = Golden.load(name);
    SequencedMap<String, Parameter> parameters = new LinkedHashMap<>();
    for (String parameter : List.of("weight", "bias")) {
      parameters.put(parameter, new Parameter(golden.array(parameter)));
    }
    Optimizer optimizer = new Optimizer(rule(golden), parameters, ALIKE);
    Gradients gradients = new Gradients(optimizer.parameters());
    int steps = golden.shape("d_weight").dimension(0);
    assertThat(steps).isEqualTo(10);
    try (Workspace workspace = new Workspace(2)) {
      for (int k = 0; k < steps; k++) {
        int step = k;
        try (Tape tape = workspace.training(1, k)) {
          backward(tape, parameters, parameter -> slice(golden, parameter, step));
          gradients.complete(tape);
          optimizer.step(gradients, golden.number("lr"));
        }
        parameters.forEach((parameter, value) -> check(golden, parameter, value, step));
      }
    }
  }

  private static void check(Golden golden, String name, Parameter value, int step) {
    int size = value.shape().size();
    double[] all = golden.doubles(name + "_after");
    double[] expected = Arrays.copyOfRange(all, step * size, (step + 1) * size);
    Golden.assertClose(golden.name() + " " + name + " " + step, value.data(), size, expected);
  }

  /** The gradient of one step. */
  private static float[] slice(Golden golden, String parameter, int step) {
    int size = golden.shape(parameter).size();
    float[] all = golden.array("d_" + parameter).data();
    return Arrays.copyOfRange(all, step * size, (step + 1) * size);
  }

  private static UpdateRule rule(Golden golden) {
    double decay = golden.number("weight_decay");
    return switch (golden.name().split("-")[1]) {
      case "sgd" -> new Sgd(golden.number("momentum"), golden.flag("nesterov"), decay);
      case "adam" -> adam(golden, decay, false);
      case "adamw" -> adam(golden, decay, true);
      case "rmsprop" ->
          new RmsProp(
              golden.number("alpha"),
              golden.number("eps"),
              golden.number("momentum"),
              golden.flag("centered"),
              decay);
      case "adagrad" -> new Adagrad(golden.number("lr_decay"), golden.number("eps"), 0, decay);
      default -> throw new IllegalStateException(golden.name());
    };
  }

  private static Adam adam(Golden golden, double decay, boolean decoupled) {
    return new Adam(
        golden.number("beta1"), golden.number("beta2"), golden.number("eps"), decay, decoupled);
  }

  static Stream<String> clippings() {
    return Golden.names("clip-").stream();
  }

  @ParameterizedTest
  @MethodSource("clippings")
  void normAndClippedGradientsAgree(String name) {
    Golden golden = Golden.load(name);
    SequencedMap<String, Parameter> parameters = new LinkedHashMap<>();
    for (String parameter : List.of("a", "b", "c")) {
      Array zeros = Array.zeros(golden.shape("d_" + parameter).toArray());
      parameters.put(parameter, new Parameter(zeros));
    }
    Gradients gradients = new Gradients(parameters);
    try (Workspace workspace = new Workspace(2);
        Tape tape = workspace.training(1, 0)) {
      backward(tape, parameters, parameter -> golden.array("d_" + parameter).data());
      gradients.complete(tape);
      float norm = (float) gradients.clip(golden.number("max_norm"));
      golden.assertClose("norm", new float[] {norm}, 1);
      for (String parameter : parameters.keySet()) {
        int size = parameters.get(parameter).shape().size();
        float[] clipped = Arrays.copyOf(gradients.of(parameter), size);
        for (int i = 0; i < size; i++) {
          clipped[i] *= (float) gradients.scale();
        }
        golden.assertClose("clipped_" + parameter, clipped, size);
      }
    }
  }

  private static void backward(
      Tape tape, SequencedMap<String, Parameter> parameters, Function<String, float[]> gradient) {
    Tensor loss = tape.constant(Array.zeros());
    for (var entry : parameters.entrySet()) {
      Tensor w = tape.parameter(entry.getValue());
      Tensor g = tape.constant(new Array(w.shape(), gradient.apply(entry.getKey())));
      loss = Elementwise.add(loss, Reductions.sum(Elementwise.multiply(w, g)));
    }
    tape.backward(loss);
  }
}
