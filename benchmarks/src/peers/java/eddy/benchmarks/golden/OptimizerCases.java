package eddy.benchmarks.golden;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.pytorch.Adagrad;
import org.bytedeco.pytorch.AdagradOptions;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.AdamW;
import org.bytedeco.pytorch.AdamWOptions;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.RMSprop;
import org.bytedeco.pytorch.RMSpropOptions;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** Ten steps of every optimiser on two parameters with given gradients, and clipping by global norm. */
final class OptimizerCases {
  private static final int STEPS = 10;

  private OptimizerCases() {}

  static List<GoldenFile> all() {
    return List.of(
        sgd("sgd", 0, false, 0),
        sgd("sgd-momentum", 0.9, false, 0),
        sgd("sgd-nesterov", 0.9, true, 0),
        sgd("sgd-weight-decay", 0, false, 0.1),
        sgd("sgd-momentum-weight-decay", 0.9, false, 0.1),
        adam("adam", 0),
        adam("adam-weight-decay", 0.1),
        adamW(),
        rmsProp("rmsprop", 0, false, 0),
        rmsProp("rmsprop-momentum", 0.9, false, 0),
        rmsProp("rmsprop-centered", 0, true, 0),
        rmsProp("rmsprop-momentum-centered-weight-decay", 0.9, true, 0.1),
        adagrad("adagrad", 0, 0),
        adagrad("adagrad-lr-decay-weight-decay", 0.05, 0.1),
        clipped("clip-global-norm", 1),
        clipped("clip-global-norm-below", 100));
  }

  private static GoldenFile sgd(String name, double momentum, boolean nesterov, double decay) {
    return steps(
        name,
        options("lr", 0.05, "momentum", momentum, "weight_decay", decay),
        Map.of("nesterov", nesterov),
        (parameters, o) -> {
          SGDOptions options = new SGDOptions(o.get("lr"));
          options.momentum().put(momentum);
          options.nesterov().put(nesterov);
          options.weight_decay().put(decay);
          return new SGD(parameters, options);
        });
  }

  private static GoldenFile adam(String name, double decay) {
    return steps(
        name,
        options("lr", 0.02, "beta1", 0.9, "beta2", 0.999, "eps", 1e-8, "weight_decay", decay),
        Map.of(),
        (parameters, o) -> {
          AdamOptions options = new AdamOptions(o.get("lr"));
          putBetas(options.betas(), o);
          options.eps().put(o.get("eps"));
          options.weight_decay().put(decay);
          return new Adam(parameters, options);
        });
  }

  private static GoldenFile adamW() {
    return steps(
        "adamw",
        options("lr", 0.02, "beta1", 0.9, "beta2", 0.99, "eps", 1e-8, "weight_decay", 0.01),
        Map.of(),
        (parameters, o) -> {
          AdamWOptions options = new AdamWOptions(o.get("lr"));
          putBetas(options.betas(), o);
          options.eps().put(o.get("eps"));
          options.weight_decay().put(o.get("weight_decay"));
          return new AdamW(parameters, options);
        });
  }

  /** Sets a C++ tuple, whose elements lie in memory from the last to the first. */
  private static void putBetas(DoublePointer tuple, Map<String, Double> options) {
    tuple.put(options.get("beta2"), options.get("beta1"));
  }

  private static GoldenFile rmsProp(
      String name, double momentum, boolean centered, double decay) {
    return steps(
        name,
        options("lr", 0.01, "alpha", 0.99, "eps", 1e-8, "momentum", momentum, "weight_decay", decay),
        Map.of("centered", centered),
        (parameters, o) -> {
          RMSpropOptions options = new RMSpropOptions(o.get("lr"));
          options.alpha().put(o.get("alpha"));
          options.eps().put(o.get("eps"));
          options.momentum().put(momentum);
          options.centered().put(centered);
          options.weight_decay().put(decay);
          return new RMSprop(parameters, options);
        });
  }

  private static GoldenFile adagrad(String name, double learningRateDecay, double decay) {
    return steps(
        name,
        options("lr", 0.05, "lr_decay", learningRateDecay, "eps", 1e-10, "weight_decay", decay),
        Map.of(),
        (parameters, o) -> {
          AdagradOptions options = new AdagradOptions(o.get("lr"));
          options.lr_decay().put(learningRateDecay);
          options.eps().put(o.get("eps"));
          options.weight_decay().put(decay);
          return new Adagrad(parameters, options);
        });
  }

  private static GoldenFile steps(
      String name,
      Map<String, Double> options,
      Map<String, Boolean> flags,
      BiFunction<TensorVector, Map<String, Double>, Optimizer> optimizer) {
    TorchCase c =
        new TorchCase(
            "optimizer-" + name,
            "weight and bias start as given; d_weight[k], d_bias[k] are the gradients of step k, and"
                + " weight_after[k], bias_after[k] the parameters after it.");
    options.forEach(c.file()::option);
    flags.forEach(c.file()::option);
    List<Tensor> parameters =
        List.of(c.constant("weight", 1, 3, 5), c.constant("bias", 1, 4));
    List<Tensor> gradients =
        List.of(c.constant("d_weight", 1, STEPS, 3, 5), c.constant("d_bias", 1, STEPS, 4));
    parameters.forEach(parameter -> parameter.set_requires_grad(true));
    Optimizer steps = optimizer.apply(TorchRecurrent.vector(parameters), options);
    List<TensorVector> after = List.of(new TensorVector(), new TensorVector());
    for (int step = 0; step < STEPS; step++) {
      steps.zero_grad();
      for (int p = 0; p < parameters.size(); p++) {
        parameters.get(p).mul(gradients.get(p).select(0, step)).sum().backward();
      }
      steps.step();
      for (int p = 0; p < parameters.size(); p++) {
        // The parameter is changed in place by the next step, so that a copy is needed here.
        after.get(p).push_back(parameters.get(p).detach().clone());
      }
    }
    c.result("weight_after", torch.stack(after.getFirst()));
    c.result("bias_after", torch.stack(after.getLast()));
    return c.file();
  }

  private static GoldenFile clipped(String name, double maximum) {
    TorchCase c =
        new TorchCase(
            name,
            "norm is that of all gradients d_a, d_b, d_c together; clipped_... = d_... *"
                + " min(1, max_norm / (norm + 1e-6)).");
    c.file().option("max_norm", maximum);
    List<Tensor> parameters = new ArrayList<>();
    Map<String, long[]> shapes = new LinkedHashMap<>();
    shapes.put("a", new long[] {3, 5});
    shapes.put("b", new long[] {4});
    shapes.put("c", new long[] {2, 3});
    shapes.forEach(
        (key, shape) -> {
          Tensor parameter = TorchCase.zeros(shape);
          parameter.set_requires_grad(true);
          parameter.mul(c.constant("d_" + key, 2, shape)).sum().backward();
          parameters.add(parameter);
        });
    double norm = torch.clip_grad_norm_(TorchRecurrent.vector(parameters), maximum, 2, false);
    c.file().doubles("norm", new double[] {norm});
    int next = 0;
    for (String key : shapes.keySet()) {
      c.result("clipped_" + key, parameters.get(next++).grad());
    }
    return c.file();
  }

  /** Alternating names and numbers, in order. */
  private static Map<String, Double> options(Object... pairs) {
    Map<String, Double> options = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      options.put((String) pairs[i], ((Number) pairs[i + 1]).doubleValue());
    }
    return options;
  }
}
