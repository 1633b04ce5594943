package eddy.graph;

/**
 * The operators that meet two or more values element by element, each repeated where it must be.
 */
final class Arithmetic {
  private Arithmetic() {}

  interface Reals {
    float apply(float a, float b);
  }

  interface Wholes {
    long apply(long a, long b);
  }

  interface RealTest {
    boolean test(float a, float b);
  }

  interface WholeTest {
    boolean test(long a, long b);
  }

  static Value add(Call call) {
    return call.value(0) instanceof Value.Floats ? sum(call) : elementwise(call, null, Long::sum);
  }

  /** The most frequent of all, so by the array functions. */
  private static Value sum(Call call) {
    Value.Floats a = call.floats(0);
    Value.Floats b = call.floats(1);
    Broadcast broadcast = Broadcast.of(call, a, b);
    Value.Floats y = call.result(broadcast.shape().toArray());
    if (broadcast.step(0) == 1 && broadcast.step(1) == 1) {
      broadcast.forEach((from, to, n) -> {
        System.arraycopy(a.data(), from[0], y.data(), to, n);
        call.kernels().add(b.data(), from[1], y.data(), to, n);
      });
      return y;
    }
    return elementwise(call, Float::sum, null);
  }

  static Value multiply(Call call) {
    if (call.value(0) instanceof Value.Floats a && call.value(1) instanceof Value.Floats b) {
      Broadcast broadcast = Broadcast.of(call, a, b);
      if (broadcast.step(0) == 1 && broadcast.step(1) == 1) {
        Value.Floats y = call.result(broadcast.shape().toArray());
        broadcast.forEach((from, to, n) ->
            call.kernels().multiply(a.data(), from[0], b.data(), from[1], y.data(), to, n));
        return y;
      }
    }
    return elementwise(call, (a, b) -> a * b, (a, b) -> a * b);
  }

  /** {@code a * b + c}. */
  static Value multiplyAdd(Call call) {
    if (call.value(0) instanceof Value.Floats a
        && call.value(1) instanceof Value.Floats b
        && call.value(2) instanceof Value.Floats c) {
      Broadcast broadcast = Broadcast.of(call, a, b, c);
      if (broadcast.step(0) == 1 && broadcast.step(1) == 1 && broadcast.step(2) == 1) {
        Value.Floats y = call.result(broadcast.shape().toArray());
        broadcast.forEach((from, to, n) -> {
          System.arraycopy(c.data(), from[2], y.data(), to, n);
          call.kernels().multiplyAdd(a.data(), from[0], b.data(), from[1], y.data(), to, n);
        });
        return y;
      }
    }
    Value[] sum = {call.value(2), multiply(call)};
    return add(new Call(call.tape(), call.node(), sum));
  }

  /** Any operator of two operands of one type. */
  static Value elementwise(Call call, Reals reals, Wholes wholes) {
    Value left = call.value(0);
    Value right = call.value(1);
    Broadcast broadcast = Broadcast.of(call, left, right);
    int p = broadcast.step(0);
    int q = broadcast.step(1);
    if (left instanceof Value.Floats && reals != null) {
      float[] a = call.floats(0).data();
      float[] b = call.floats(1).data();
      Value.Floats y = call.result(broadcast.shape().toArray());
      broadcast.forEach((from, to, n) -> {
        for (int i = 0; i < n; i++) {
          y.data()[to + i] = reals.apply(a[from[0] + p * i], b[from[1] + q * i]);
        }
      });
      return y;
    }
    if (wholes == null) {
      throw call.fail("expected real numbers.");
    }
    long[] a = call.integers(0).data();
    long[] b = call.integers(1).data();
    long[] y = new long[broadcast.shape().size()];
    broadcast.forEach((from, to, n) -> {
      for (int i = 0; i < n; i++) {
        y[to + i] = wholes.apply(a[from[0] + p * i], b[from[1] + q * i]);
      }
    });
    return new Value.Integers(broadcast.shape(), y);
  }

  static Value power(Call call) {
    Value exponent = call.value(1);
    Value reals = exponent instanceof Value.Floats ? exponent : Pointwise.toReals(call.integers(1));
    if (call.value(0) instanceof Value.Integers) {
      return elementwise(call, null, (a, b) -> (long) Math.pow(a, b));
    }
    Call both = new Call(call.tape(), call.node(), new Value[] {call.value(0), reals});
    return elementwise(both, (a, b) -> b == 2 ? a * a : (float) Math.pow(a, b), null);
  }

  /** The remainder with the sign of the divisor, or, by {@code fmod}, of the dividend. */
  static Value remainder(Call call) {
    boolean dividend = call.attributes().integer("fmod", 0) == 1;
    return elementwise(
        call,
        (a, b) -> dividend ? a % b : a - b * (float) Math.floor(a / b),
        (a, b) -> dividend ? a % b : Math.floorMod(a, b));
  }

  /** A sum, least, greatest or mean of any number of operands. */
  static Value all(Call call, Reals reals, Wholes wholes, boolean mean) {
    Value sum = call.value(0);
    for (int i = 1; i < call.values().length; i++) {
      Value[] two = {sum, call.value(i)};
      sum = elementwise(new Call(call.tape(), call.node(), two), reals, wholes);
    }
    if (!mean) {
      return sum;
    }
    float count = call.values().length;
    return Pointwise.map(new Call(call.tape(), call.node(), new Value[] {sum}), x -> x / count);
  }

  static Value compare(Call call, RealTest reals, WholeTest wholes) {
    Value left = call.value(0);
    Value right = call.value(1);
    Broadcast broadcast = Broadcast.of(call, left, right);
    int p = broadcast.step(0);
    int q = broadcast.step(1);
    long[] y = new long[broadcast.shape().size()];
    if (left instanceof Value.Floats floats) {
      float[] a = floats.data();
      float[] b = call.floats(1).data();
      broadcast.forEach((from, to, n) -> {
        for (int i = 0; i < n; i++) {
          y[to + i] = reals.test(a[from[0] + p * i], b[from[1] + q * i]) ? 1 : 0;
        }
      });
    } else {
      long[] a = call.integers(0).data();
      long[] b = call.integers(1).data();
      broadcast.forEach((from, to, n) -> {
        for (int i = 0; i < n; i++) {
          y[to + i] = wholes.test(a[from[0] + p * i], b[from[1] + q * i]) ? 1 : 0;
        }
      });
    }
    return new Value.Integers(broadcast.shape(), y);
  }

  static Value where(Call call) {
    long[] condition = call.integers(0).data();
    Broadcast broadcast = Broadcast.of(call, call.value(0), call.value(1), call.value(2));
    int c = broadcast.step(0);
    int p = broadcast.step(1);
    int q = broadcast.step(2);
    if (call.value(1) instanceof Value.Floats a) {
      float[] b = call.floats(2).data();
      Value.Floats y = call.result(broadcast.shape().toArray());
      broadcast.forEach((from, to, n) -> {
        for (int i = 0; i < n; i++) {
          boolean first = condition[from[0] + c * i] != 0;
          y.data()[to + i] = first ? a.data()[from[1] + p * i] : b[from[2] + q * i];
        }
      });
      return y;
    }
    long[] a = call.integers(1).data();
    long[] b = call.integers(2).data();
    long[] y = new long[broadcast.shape().size()];
    broadcast.forEach((from, to, n) -> {
      for (int i = 0; i < n; i++) {
        y[to + i] = condition[from[0] + c * i] != 0 ? a[from[1] + p * i] : b[from[2] + q * i];
      }
    });
    return new Value.Integers(broadcast.shape(), y);
  }
}
