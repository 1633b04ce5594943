package eddy.graph;

import eddy.tensor.Shape;

/** The operators that treat each element of one value by itself. */
final class Pointwise {
  private static final int TO_FLOAT = 1;
  private static final int TO_BOOLEAN = 9;

  private Pointwise() {}

  interface Real {
    float apply(float x);
  }

  interface Whole {
    long apply(long x);
  }

  static Value map(Call call, Real real) {
    return map(call, real, null);
  }

  static Value map(Call call, Real real, Whole whole) {
    if (call.value(0) instanceof Value.Integers x && whole != null) {
      long[] y = new long[x.shape().size()];
      for (int i = 0; i < y.length; i++) {
        y[i] = whole.apply(x.data()[i]);
      }
      return new Value.Integers(x.shape(), y);
    }
    Value.Floats x = call.floats(0);
    Value.Floats y = call.result(x.shape().toArray());
    for (int i = 0; i < x.shape().size(); i++) {
      y.data()[i] = real.apply(x.data()[i]);
    }
    return y;
  }

  static Value sigmoid(Call call) {
    Value.Floats x = call.floats(0);
    Value.Floats y = call.result(x.shape().toArray());
    call.tape()
        .processor()
        .forEach(
            x.shape().size(),
            (from, to) -> call.kernels().sigmoid(x.data(), from, y.data(), from, to - from));
    return y;
  }

  static Value tanh(Call call) {
    Value.Floats x = call.floats(0);
    Value.Floats y = call.result(x.shape().toArray());
    call.tape()
        .processor()
        .forEach(
            x.shape().size(),
            (from, to) -> call.kernels().tanh(x.data(), from, y.data(), from, to - from));
    return y;
  }

  static Value relu(Call call) {
    return map(call, x -> Math.max(0, x), x -> Math.max(0, x));
  }

  static Value leakyRelu(Call call) {
    float alpha = call.attributes().real("alpha", 0.01f);
    return map(call, x -> x < 0 ? alpha * x : x);
  }

  static Value elu(Call call) {
    float alpha = call.attributes().real("alpha", 1);
    return map(call, x -> x < 0 ? alpha * (float) Math.expm1(x) : x);
  }

  static Value selu(Call call) {
    float alpha = call.attributes().real("alpha", 1.67326319217681884765625f);
    float gamma = call.attributes().real("gamma", 1.05070102214813232421875f);
    return map(call, x -> gamma * (x <= 0 ? alpha * (float) Math.expm1(x) : x));
  }

  static Value hardSigmoid(Call call) {
    float alpha = call.attributes().real("alpha", 0.2f);
    float beta = call.attributes().real("beta", 0.5f);
    return map(call, x -> Math.clamp(alpha * x + beta, 0f, 1f));
  }

  static Value gelu(Call call) {
    if (call.attributes().text("approximate", "none").equals("tanh")) {
      double factor = Math.sqrt(2 / Math.PI);
      return map(
          call,
          x -> (float) (0.5 * x * (1 + Math.tanh(factor * (x + 0.044715 * (double) x * x * x)))));
    }
    return map(call, x -> (float) (0.5 * x * (1 + erf(x / Math.sqrt(2)))));
  }

  /** The error function by its series, or by the continued fraction of its complement. */
  static double erf(double x) {
    double size = Math.abs(x);
    if (size > 6) {
      return Math.signum(x);
    }
    if (size < 2.5) {
      double term = x;
      double sum = x;
      for (int n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
        term *= -x * x / n;
        sum += term / (2 * n + 1);
      }
      return 2 / Math.sqrt(Math.PI) * sum;
    }
    double fraction = 0;
    for (int n = 60; n > 0; n--) {
      fraction = n / 2.0 / (size + fraction);
    }
    double rest = Math.exp(-size * size) / Math.sqrt(Math.PI) / (size + fraction);
    return Math.signum(x) * (1 - rest);
  }

  static Value clip(Call call) {
    if (call.value(0) instanceof Value.Integers) {
      long least = call.has(1) ? call.integer(1) : Long.MIN_VALUE;
      long most = call.has(2) ? call.integer(2) : Long.MAX_VALUE;
      return map(call, null, x -> Math.min(Math.max(x, least), most));
    }
    float least = call.has(1) ? call.real(1) : Float.NEGATIVE_INFINITY;
    float most = call.has(2) ? call.real(2) : Float.POSITIVE_INFINITY;
    return map(call, x -> Math.min(Math.max(x, least), most));
  }

  /** To another type, told by ONNX's number. */
  static Value cast(Call call) {
    int to = (int) call.attributes().integer("to", TO_FLOAT);
    Value x = call.value(0);
    if (to == TO_FLOAT) {
      return x instanceof Value.Integers integers ? toReals(integers) : x;
    }
    long[] y = new long[x.shape().size()];
    for (int i = 0; i < y.length; i++) {
      double each =
          x instanceof Value.Floats floats
              ? floats.data()[i]
              : ((Value.Integers) x).data()[i] == 0 ? 0 : 1;
      y[i] =
          to == TO_BOOLEAN
              ? each == 0 ? 0 : 1
              : x instanceof Value.Integers integers ? integers.data()[i] : (long) each;
    }
    return new Value.Integers(x.shape(), y);
  }

  static Value.Floats toReals(Value.Integers integers) {
    Shape shape = integers.shape();
    float[] reals = new float[shape.size()];
    for (int i = 0; i < reals.length; i++) {
      reals[i] = integers.data()[i];
    }
    return new Value.Floats(shape, reals);
  }
}
