package eddy.graph;

import eddy.kernel.Matrix;
import eddy.kernel.Processor;
import eddy.tensor.Shape;
import java.util.Arrays;

/** The operators that are matrix products. */
final class MatrixProducts {
  private MatrixProducts() {}

  /**
   * A product with a matrix that is known beforehand, plus a row where there is one.
   *
   * @param right [K, N]
   * @param bias [N] or zeros
   */
  static Operators.Operation linear(Processor processor, Value.Floats right, float[] bias) {
    Shape shape = right.shape();
    PackedMatrix packed =
        new PackedMatrix(
            processor, Matrix.of(right.data(), 0, shape.dimension(0), shape.dimension(1)));
    return call -> {
      Value.Floats x = call.floats(0);
      int[] sizes = x.shape().toArray();
      if (x.shape().last() != packed.depth() || sizes.length == 0) {
        throw call.fail("%s does not fit %s.".formatted(x.shape(), shape));
      }
      sizes[sizes.length - 1] = packed.width();
      Value.Floats y = call.result(sizes);
      packed.multiply(call.tape().processor(), x.data(), x.shape().rows(), bias, y.data());
      return new Value[] {y};
    };
  }

  static Value matMul(Call call) {
    Value.Floats a = call.floats(0);
    Value.Floats b = call.floats(1);
    boolean row = a.shape().rank() == 1;
    boolean column = b.shape().rank() == 1;
    if (a.shape().rank() == 0 || b.shape().rank() == 0) {
      throw call.fail("expected two matrices but got a number.");
    }
    int[] left = row ? new int[] {1, a.shape().size()} : a.shape().toArray();
    int[] right = column ? new int[] {b.shape().size(), 1} : b.shape().toArray();
    int m = left[left.length - 2];
    int k = left[left.length - 1];
    int n = right[right.length - 1];
    if (right[right.length - 2] != k) {
      throw call.fail("%s does not fit %s.".formatted(a.shape(), b.shape()));
    }
    // The dimensions before the last two are met like those of a sum.
    Value outerLeft = outer(call, left);
    Value outerRight = outer(call, right);
    Broadcast broadcast = Broadcast.of(call, outerLeft, outerRight);
    int[] sizes = Arrays.copyOf(broadcast.shape().toArray(), broadcast.shape().rank() + 2);
    sizes[sizes.length - 2] = m;
    sizes[sizes.length - 1] = n;
    Value.Floats y = call.result(sizes);
    float[] zeros = new float[n];
    int p = broadcast.step(0);
    int q = broadcast.step(1);
    Processor processor = call.tape().processor();
    broadcast.forEach((from, to, count) -> {
      for (int i = 0; i < count; i++) {
        processor.multiply(
            Matrix.of(a.data(), (from[0] + p * i) * m * k, m, k),
            Matrix.of(b.data(), (from[1] + q * i) * k * n, k, n),
            Matrix.repeated(zeros, 0, m, n),
            Matrix.of(y.data(), (to + i) * m * n, m, n));
      }
    });
    if (!row && !column) {
      return y;
    }
    int[] left2 = Arrays.copyOf(sizes, sizes.length - (row ? 2 : 1));
    int[] kept = row && column ? left2 : row ? append(left2, n) : left2;
    return Strided.reshaped(call, y, kept);
  }

  private static int[] append(int[] sizes, int last) {
    int[] more = Arrays.copyOf(sizes, sizes.length + 1);
    more[sizes.length] = last;
    return more;
  }

  private static Value outer(Call call, int[] sizes) {
    Shape shape = call.shape(Arrays.copyOf(sizes, sizes.length - 2));
    return new Value.Floats(shape, new float[shape.size()]);
  }

  /** {@code alpha A B + beta C} with A and B turned where asked. */
  static Value gemm(Call call) {
    Value.Floats a = call.floats(0);
    Value.Floats b = call.floats(1);
    float alpha = call.attributes().real("alpha", 1);
    float beta = call.attributes().real("beta", 1);
    if (a.shape().rank() != 2 || b.shape().rank() != 2) {
      throw call.fail("expected two matrices but got %s, %s.".formatted(a.shape(), b.shape()));
    }
    Matrix left = matrix(a, call.attributes().integer("transA", 0) != 0);
    Matrix right = matrix(b, call.attributes().integer("transB", 0) != 0);
    if (left.columns() != right.rows()) {
      throw call.fail("%s does not fit %s.".formatted(a.shape(), b.shape()));
    }
    int m = left.rows();
    int n = right.columns();
    Value.Floats y = call.result(m, n);
    if (alpha == 1
        && beta == 1
        && call.has(2)
        && call.value(2).shape().size() == n
        && call.value(2).shape().last() == n) {
      Matrix start = Matrix.repeated(call.floats(2).data(), 0, m, n);
      call.tape().processor().multiply(left, right, start, Matrix.of(y.data(), 0, m, n));
      return y;
    }
    Matrix zeros = Matrix.repeated(new float[n], 0, m, n);
    call.tape().processor().multiply(left, right, zeros, Matrix.of(y.data(), 0, m, n));
    for (int i = 0; i < m * n; i++) {
      y.data()[i] *= alpha;
    }
    if (!call.has(2)) {
      return y;
    }
    Value.Floats c = call.floats(2);
    Value[] operands = {y, c};
    Call sum = new Call(call.tape(), call.node(), operands);
    return Arithmetic.elementwise(sum, (x, z) -> x + beta * z, null);
  }

  private static Matrix matrix(Value.Floats x, boolean turned) {
    Matrix matrix = Matrix.of(x.data(), 0, x.shape().dimension(0), x.shape().dimension(1));
    return turned ? matrix.transposed() : matrix;
  }
}
