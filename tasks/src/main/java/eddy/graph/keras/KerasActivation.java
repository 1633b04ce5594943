package eddy.graph.keras;

import eddy.graph.Attributes;
import eddy.graph.GraphBuilder;
import java.util.List;

/**
 * Keras's activations in the words of ONNX.
 *
 * @param operator the name of an operator that is also an activation of recurrent ones
 * @param constants its alpha and its beta, as far as it has them
 */
record KerasActivation(String operator, List<Float> constants) {
  private KerasActivation(String operator, Float... constants) {
    this(operator, List.of(constants));
  }

  /** An activation of a recurrent layer. */
  static KerasActivation of(String name, KerasConfig config) {
    return switch (name) {
      case "linear" -> new KerasActivation("Affine", 1f, 0f);
      case "tanh" -> new KerasActivation("Tanh");
      case "sigmoid" -> new KerasActivation("Sigmoid");
      case "relu" -> new KerasActivation("Relu");
      case "softsign" -> new KerasActivation("Softsign");
      case "softplus" -> new KerasActivation("Softplus");
      case "elu" -> new KerasActivation("Elu", 1f);
      case "hard_sigmoid" ->
          // Until version 2 the slope was 0.2.
          new KerasActivation("HardSigmoid", config.version() < 3 ? 0.2f : 1 / 6f, 0.5f);
      default -> throw config.bad("there is no activation " + name + " for recurrent layers.");
    };
  }

  /**
   * The attributes of a recurrent operator with these activations. An activation without a constant
   * takes none from the lists, so it must put none there either.
   */
  static Attributes attributes(List<KerasActivation> all) {
    Attributes attributes =
        Attributes.of("activations", all.stream().map(KerasActivation::operator).toList());
    List<Float> alphas = all.stream().flatMap(each -> each.constants.stream().limit(1)).toList();
    List<Float> betas = all.stream().flatMap(each -> each.constants.stream().skip(1)).toList();
    attributes = alphas.isEmpty() ? attributes : attributes.with("activation_alpha", alphas);
    return betas.isEmpty() ? attributes : attributes.with("activation_beta", betas);
  }

  /** Applies an activation to every element, or to the last dimension where it takes rows. */
  static String apply(GraphBuilder graph, String name, KerasConfig config, String x) {
    return switch (name) {
      case "linear" -> x;
      case "softmax" -> graph.add("Softmax", Attributes.of("axis", -1), x);
      case "log_softmax" -> graph.add("LogSoftmax", Attributes.of("axis", -1), x);
      case "tanh", "Tanh" -> graph.add("Tanh", x);
      case "sigmoid" -> graph.add("Sigmoid", x);
      case "relu", "ReLU" -> graph.add("Relu", x);
      case "relu6" -> graph.clipped(x, 6);
      case "softsign" -> graph.add("Softsign", x);
      case "softplus" -> graph.add("Softplus", x);
      case "elu", "ELU" -> graph.add("Elu", x);
      case "selu" -> graph.add("Selu", x);
      case "gelu" -> graph.add("Gelu", x);
      case "exponential" -> graph.add("Exp", x);
      case "swish", "silu" -> graph.add("Mul", x, graph.add("Sigmoid", x));
      case "leaky_relu", "LeakyReLU" -> graph.add("LeakyRelu", Attributes.of("alpha", 0.2f), x);
      case "hard_sigmoid" -> {
        List<Float> constants = of(name, config).constants;
        yield graph.add(
            "HardSigmoid",
            Attributes.of("alpha", constants.get(0)).with("beta", constants.get(1)),
            x);
      }
      default -> throw config.bad("there is no activation " + name + ".");
    };
  }
}
