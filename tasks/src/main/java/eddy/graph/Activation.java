package eddy.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One of the activations that ONNX's recurrent operators know, with its constants.
 *
 * @param name in small letters
 */
record Activation(String name, float alpha, float beta) {

  /**
   * The activations of a node, one after the other as its attributes name them.
   *
   * @param defaults the names for one direction
   * @throws IllegalArgumentException if there is none of that name
   */
  static List<Activation> of(Attributes attributes, List<String> defaults, int directions) {
    List<String> names = new ArrayList<>(attributes.texts("activations"));
    if (names.isEmpty()) {
      for (int direction = 0; direction < directions; direction++) {
        names.addAll(defaults);
      }
    }
    if (names.size() != defaults.size() * directions) {
      throw new IllegalArgumentException(
          "expected %d activations but got %s.".formatted(defaults.size() * directions, names));
    }
    float[] alphas = attributes.reals("activation_alpha");
    float[] betas = attributes.reals("activation_beta");
    // Only the activations that have a constant take one from the list, in their order.
    int alpha = 0;
    int beta = 0;
    List<Activation> all = new ArrayList<>();
    for (String each : names) {
      String name = each.toLowerCase(Locale.ROOT);
      boolean hasAlpha =
          List.of("affine", "leakyrelu", "thresholdedrelu", "scaledtanh", "hardsigmoid", "elu")
              .contains(name);
      boolean hasBeta = List.of("affine", "scaledtanh", "hardsigmoid").contains(name);
      float first =
          switch (name) {
            case "leakyrelu" -> 0.01f;
            case "hardsigmoid" -> 0.2f;
            default -> 1;
          };
      float second =
          switch (name) {
            case "hardsigmoid" -> 0.5f;
            case "scaledtanh" -> 1;
            default -> 0;
          };
      Activation activation =
          new Activation(
              name,
              hasAlpha && alpha < alphas.length ? alphas[alpha++] : first,
              hasBeta && beta < betas.length ? betas[beta++] : second);
      activation.apply(0);
      all.add(activation);
    }
    return List.copyOf(all);
  }

  boolean is(String other) {
    return name.equals(other);
  }

  double apply(double x) {
    return switch (name) {
      case "relu" -> Math.max(0, x);
      case "tanh" -> Math.tanh(x);
      case "sigmoid" -> 1 / (1 + Math.exp(-x));
      case "affine" -> alpha * x + beta;
      case "leakyrelu" -> x < 0 ? alpha * x : x;
      case "thresholdedrelu" -> x > alpha ? x : 0;
      case "scaledtanh" -> alpha * Math.tanh(beta * x);
      case "hardsigmoid" -> Math.clamp(alpha * x + beta, 0.0, 1.0);
      case "elu" -> x < 0 ? alpha * Math.expm1(x) : x;
      case "softsign" -> x / (1 + Math.abs(x));
      case "softplus" -> x > 30 ? x : Math.log1p(Math.exp(x));
      default -> throw new IllegalArgumentException("there is no activation " + name + ".");
    };
  }
}
