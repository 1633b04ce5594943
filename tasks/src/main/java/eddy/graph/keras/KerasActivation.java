package eddy.graph.keras;

import eddy.graph.Attributes;
import eddy.graph.GraphBuilder;
import java.util.List;

/**
 * Keras's activations in the words of ONNX.
 *
 * @param operator the name of an operator that is also an activation of recurrent ones
 * @param alpha its first number, if it has any
 * @param beta its second number, if it has any
 */
record KerasActivation(String operator, float alpha, float beta) {

  /** An activation of a recurrent layer. */
  static KerasActivation of(String name, KerasConfig config) {
    return switch (name) {
      case "linear" -> new KerasActivation("Affine", 1, 0);
      case "tanh" -> new KerasActivation("Tanh", 0, 0);
      case "sigmoid" -> new KerasActivation("Sigmoid", 0, 0);
      case "relu" -> new KerasActivation("Relu", 0, 0);
      case "softsign" -> new KerasActivation("Softsign", 0, 0);
      case "softplus" -> new KerasActivation("Softplus", 0, 0);
      case "elu" -> new KerasActivation("Elu", 1, 0);
      case "hard_sigmoid" ->
          // Until version 2 the slope was 0.2.
          new KerasActivation("HardSigmoid", config.version() < 3 ? 0.2f : 1 / 6f, 0.5f);
      default -> throw config.bad("there is no activation " + name + " for recurrent layers.");
    };
  }

  /** The attributes of a recurrent operator with these activations. */
  static Attributes attributes(List<KerasActivation> all) {
    return Attributes.of("activations", all.stream().map(KerasActivation::operator).toList())
        .with("activation_alpha", all.stream().map(KerasActivation::alpha).toList())
        .with("activation_beta", all.stream().map(KerasActivation::beta).toList());
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
        KerasActivation hard = of(name, config);
        yield graph.add(
            "HardSigmoid", Attributes.of("alpha", hard.alpha).with("beta", hard.beta), x);
      }
      default -> throw config.bad("there is no activation " + name + ".");
    };
  }
}
