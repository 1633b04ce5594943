package eddy.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import eddy.kernel.vector.VectorKernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The contract of all kernels, against sums in double: over sizes that fill tiles, panels and
 * vectors, and over those that leave tails. The build runs it at several vector widths.
 */
class KernelsTest {
  private static final int[] ROWS = {1, 2, 3, 4, 5, 7, 8, 9, 10, 13, 16, 20, 130};
  private static final int[] DEPTHS = {1, 2, 3, 17, 64, 511, 512, 513, 1100};
  private static final int[] COLUMNS = {1, 5, 15, 16, 17, 31, 32, 33, 70};
  private static final int[] COUNTS = {0, 1, 3, 7, 8, 9, 15, 16, 17, 31, 33, 100};

  static Stream<Kernels> implementations() {
    List<Kernels> all = new ArrayList<>(List.of(new ScalarKernels()));
    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()) {
      all.add(new VectorKernels());
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("implementations")
  void aProductAddsToTheResultInEveryLayoutOfItsOperands(Kernels kernels) {
    SplittableRandom random = new SplittableRandom(7);
    for (int m : ROWS) {
      for (int k : DEPTHS) {
        for (int n : COLUMNS) {
          boolean leftTransposed = random.nextBoolean();
          boolean rightTransposed = random.nextBoolean();
          Matrix left = matrix(m, k, leftTransposed, random);
          Matrix right = matrix(k, n, rightTransposed, random);
          Matrix result = matrix(m, n, false, random);
          float[] before = result.data().clone();
          float[] packed = new float[kernels.packedSize(k, n) + 3];
          kernels.pack(right, packed, 3);
          kernels.multiply(left, packed, 3, result, result);
          requireProduct(left, right, before, result, before);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("implementations")
  void aProductStartsFromAnotherMatrixOrARepeatedRow(Kernels kernels) {
    SplittableRandom random = new SplittableRandom(8);
    int n = 3 * kernels.panelWidth() + 7;
    for (int k : DEPTHS) {
      Matrix left = matrix(11, k, false, random);
      Matrix right = matrix(k, n, true, random);
      float[] packed = new float[kernels.packedSize(k, n)];
      kernels.pack(right, packed, 0);
      Matrix other = matrix(11, n, false, random);
      Matrix row = Matrix.repeated(other.data(), 3, 11, n);
      for (Matrix start : List.of(other, row)) {
        float[] before = start.data().clone();
        Matrix sum = matrix(11, n, false, random);
        float[] outside = sum.data().clone();
        float[] from = sum.data().clone();
        for (int i = 0; i < sum.rows(); i++) {
          for (int j = 0; j < n; j++) {
            from[sum.offset() + i * sum.rowStride() + j] = at(start, i, j);
          }
        }
        kernels.multiply(left, packed, 0, start, sum);
        requireProduct(left, right, from, sum, outside);
        assertThat(start.data()).isEqualTo(before);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("implementations")
  void aMatrixTooLargeToPackIsRefusedWithItsSizes(Kernels kernels) {
    assertThatThrownBy(() -> kernels.packedSize(1 << 20, 1 << 12))
        .isInstanceOf(TooLarge.class)
        .hasMessageContaining("[1048576, 4096] has more than 2^31-1 elements.");
  }

  /** Everything outside the result stays as it was. */
  private static void requireProduct(
      Matrix left, Matrix right, float[] before, Matrix result, float[] outside) {
    float[] expected = outside.clone();
    for (int i = 0; i < result.rows(); i++) {
      for (int j = 0; j < result.columns(); j++) {
        int at = result.offset() + i * result.rowStride() + j;
        double sum = before[at];
        for (int k = 0; k < left.columns(); k++) {
          sum += (double) at(left, i, k) * at(right, k, j);
        }
        expected[at] = (float) sum;
      }
    }
    for (int at = 0; at < expected.length; at++) {
      assertThat(result.data()[at])
          .as("[%d, %d, %d] at %d", left.rows(), left.columns(), right.columns(), at)
          .isCloseTo(expected[at], within(2e-5f * left.columns()));
    }
  }

  private static float at(Matrix matrix, int row, int column) {
    return matrix
        .data()[matrix.offset() + row * matrix.rowStride() + column * matrix.columnStride()];
  }

  /** A matrix inside a larger array, so that a kernel that runs over its edge is seen. */
  private static Matrix matrix(int rows, int columns, boolean transposed, SplittableRandom random) {
    int height = transposed ? columns : rows;
    int width = transposed ? rows : columns;
    float[] data = new float[(height + 2) * (width + 3)];
    for (int i = 0; i < data.length; i++) {
      data[i] = random.nextFloat(-1, 1);
    }
    Matrix matrix = new Matrix(data, width + 4, height, width, width + 3, 1);
    return transposed ? matrix.transposed() : matrix;
  }

  @ParameterizedTest
  @MethodSource("implementations")
  void aSplitOfRowsOrColumnsChangesNoBit(Kernels kernels) {
    SplittableRandom random = new SplittableRandom(3);
    int m = 29;
    int k = 300;
    int n = 3 * kernels.panelWidth() + 5;
    Matrix left = matrix(m, k, false, random);
    Matrix right = matrix(k, n, true, random);
    float[] packed = new float[kernels.packedSize(k, n)];
    kernels.pack(right, packed, 0);
    Matrix whole = Matrix.of(new float[m * n], 0, m, n);
    kernels.multiply(left, packed, 0, whole, whole);
    Matrix parts = Matrix.of(new float[m * n], 0, m, n);
    int column = kernels.panelWidth();
    for (int[] rows : new int[][] {{0, 11}, {11, 12}, {12, m}}) {
      Matrix some = left.rows(rows[0], rows[1]);
      Matrix to = parts.rows(rows[0], rows[1]);
      kernels.multiply(some, packed, 0, to.columns(0, column), to.columns(0, column));
      kernels.multiply(some, packed, column * k, to.columns(column, n), to.columns(column, n));
    }
    assertThat(parts.data()).isEqualTo(whole.data());
  }

  @ParameterizedTest
  @MethodSource("implementations")
  void addWritesToItsElementsOnly(Kernels kernels) {
    SplittableRandom random = new SplittableRandom(5);
    for (int count : COUNTS) {
      float[] x = matrix(1, count + 4, false, random).data();
      float[] y = matrix(1, count + 4, false, random).data();
      float[] expected = y.clone();
      for (int i = 0; i < count; i++) {
        expected[1 + i] += x[3 + i];
      }
      kernels.add(x, 3, y, 1, count);
      assertThat(y).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @MethodSource("implementations")
  void functionsAreExactToAFewUnitsInTheLastPlace(Kernels kernels) {
    for (int count : COUNTS) {
      float[] x = new float[count + 2];
      for (int i = 0; i < x.length; i++) {
        x[i] = (i % 2 == 0 ? 1 : -1) * (float) Math.pow(1.2, i - 40.0);
      }
      float[] y = new float[count + 2];
      y[0] = y[count + 1] = 42;
      kernels.tanh(x, 1, y, 1, count);
      for (int i = 1; i <= count; i++) {
        assertThat(y[i]).isCloseTo((float) Math.tanh(x[i]), within(4e-7f));
      }
      kernels.sigmoid(x, 1, y, 1, count);
      for (int i = 1; i <= count; i++) {
        assertThat(y[i]).isCloseTo((float) (1 / (1 + Math.exp(-x[i]))), within(4e-7f));
      }
      kernels.exp(x, 1, 0.5f, y, 1, count);
      for (int i = 1; i <= count; i++) {
        float expected = (float) Math.exp(x[i] - 0.5f);
        if (Math.abs(x[i]) < 80) {
          assertThat(y[i]).isCloseTo(expected, within(expected * 4e-7f));
        }
      }
      assertThat(y[0]).isEqualTo(42);
      assertThat(y[count + 1]).isEqualTo(42);
    }
  }

  @ParameterizedTest
  @MethodSource("implementations")
  void functionsKeepNotANumberAndSaturateAtInfinity(Kernels kernels) {
    float[] x = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 1e30f, -1e30f, 0};
    float[] y = new float[x.length];
    kernels.tanh(x, 0, y, 0, x.length);
    assertThat(y[0]).isNaN();
    assertThat(y[1]).isCloseTo(1, within(1e-6f));
    assertThat(y[2]).isCloseTo(-1, within(1e-6f));
    assertThat(y[3]).isCloseTo(1, within(1e-6f));
    assertThat(y[5]).isZero();
    kernels.exp(x, 0, 0, y, 0, x.length);
    assertThat(y[0]).isNaN();
    assertThat(y[1]).isGreaterThan(1e38f);
    assertThat(y[2]).isBetween(0f, 1e-37f);
    assertThat(y[5]).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("implementations")
  void dropoutKeepsWhatTheCountedNumbersSay(Kernels kernels) {
    int key = 12345;
    int threshold = 5_000_000;
    for (int count : COUNTS) {
      float[] x = new float[count];
      Arrays.fill(x, 2);
      float[] y = new float[count];
      kernels.dropout(x, 0, y, 0, count, key, 77, threshold, 3);
      for (int i = 0; i < count; i++) {
        boolean keep = Counted.bits(key, 77 + i) >>> 8 >= threshold;
        assertThat(y[i]).isEqualTo(keep ? 6f : 0f);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("implementations")
  void aMaximumGivesItsGradientToTheFirstThatIsIt(Kernels kernels) {
    SplittableRandom random = new SplittableRandom(8);
    for (int count : COUNTS) {
      float[] first = new float[count + 2];
      float[] second = new float[count + 1];
      float[] largest = new float[count];
      float[] left = new float[count + 3];
      float[] dFirst = new float[count + 4];
      float[] dSecond = new float[count + 5];
      Arrays.fill(dFirst, 1);
      for (int i = 0; i < count; i++) {
        first[i + 2] = random.nextInt(3);
        second[i + 1] = random.nextInt(3);
        largest[i] = Math.max(first[i + 2], second[i + 1]);
        left[i + 3] = i + 10;
      }
      kernels.maximumSlope(first, 2, largest, 0, left, 3, dFirst, 4, count);
      kernels.maximumSlope(second, 1, largest, 0, left, 3, dSecond, 5, count);
      assertThat(left).containsOnly(0);
      assertThat(Arrays.copyOf(dFirst, 4)).containsOnly(1);
      for (int i = 0; i < count; i++) {
        boolean one = first[i + 2] >= second[i + 1];
        assertThat(dFirst[i + 4]).isEqualTo(one ? i + 11 : 1);
        assertThat(dSecond[i + 5]).isEqualTo(one ? 0 : i + 10);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("implementations")
  void aNormHasMeanZeroAndVarianceOneAndItsSlopeIsThatOfItsDefinition(Kernels kernels) {
    SplittableRandom random = new SplittableRandom(9);
    float epsilon = 1e-5f;
    for (int count : COUNTS) {
      float[] x = matrix(1, count + 4, false, random).data();
      float[] d = matrix(1, count + 4, false, random).data();
      float[] y = x.clone();
      double mean = mean(i -> x[3 + i], count);
      double variance = mean(i -> (x[3 + i] - mean) * (x[3 + i] - mean), count);
      double scale = 1 / Math.sqrt(variance + epsilon);
      float found = kernels.normalize(x, 3, y, 2, count, epsilon);
      float[] inPlace = x.clone();
      kernels.normalize(inPlace, 3, inPlace, 3, count, epsilon);
      float[] slope = d.clone();
      kernels.normalizeSlope(slope, 1, y, 2, found, count);
      double meanD = mean(i -> d[1 + i], count);
      double along = mean(i -> d[1 + i] * (x[3 + i] - mean) * scale, count);
      for (int i = 0; i < count; i++) {
        double norm = (x[3 + i] - mean) * scale;
        assertThat(found).isCloseTo((float) scale, within((float) scale * 1e-6f));
        assertThat(y[2 + i]).isCloseTo((float) norm, within(2e-6f));
        assertThat(inPlace[3 + i]).isEqualTo(y[2 + i]);
        double expected = scale * (d[1 + i] - meanD - norm * along);
        assertThat(slope[1 + i]).isCloseTo((float) expected, within((float) scale * 2e-6f));
      }
      for (int i = 0; i < x.length; i++) {
        assertThat(i >= 2 && i < 2 + count || y[i] == x[i]).isTrue();
        assertThat(i >= 1 && i < 1 + count || slope[i] == d[i]).isTrue();
      }
    }
  }

  private static double mean(IntToDoubleFunction term, int count) {
    return IntStream.range(0, count).mapToDouble(term).average().orElse(0);
  }

  private interface Function {
    void run(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count);
  }

  private interface Expected {
    float of(float a, float b, float y);
  }

  @ParameterizedTest
  @MethodSource("implementations")
  void functionsOfTwoArraysTouchNothingBesideTheirResult(Kernels kernels) {
    requireFunction(kernels::subtract, (a, b, _) -> a - b);
    requireFunction(
        (a, aAt, _, _, y, yAt, count) -> kernels.maximum(a, aAt, y, yAt, count),
        (a, _, y) -> Math.max(a, y));
    requireFunction(kernels::multiply, (a, b, _) -> a * b);
    requireFunction(kernels::multiplyAdd, (a, b, y) -> y + a * b);
    requireFunction(kernels::sigmoidSlope, (d, s, _) -> d * s * (1 - s));
    requireFunction(kernels::tanhSlope, (d, t, _) -> d * (1 - t * t));
    requireFunction(
        (a, aAt, b, bAt, y, yAt, count) -> kernels.blend(a, aAt, b, bAt, a, aAt, y, yAt, count),
        (a, b, _) -> a + a * (b - a));
  }

  @ParameterizedTest
  @MethodSource("implementations")
  void theResultMayTakeThePlaceOfAnOperand(Kernels kernels) {
    List<Function> functions =
        List.of(
            kernels::subtract,
            kernels::multiply,
            kernels::sigmoidSlope,
            kernels::tanhSlope,
            (a, aAt, b, bAt, y, yAt, count) -> kernels.sigmoid(a, aAt, y, yAt, count),
            (a, aAt, b, bAt, y, yAt, count) -> kernels.tanh(a, aAt, y, yAt, count),
            (a, aAt, b, bAt, y, yAt, count) -> kernels.exp(a, aAt, 0.25f, y, yAt, count),
            (a, aAt, b, bAt, y, yAt, count) ->
                kernels.blend(a, aAt, b, bAt, b, bAt, y, yAt, count));
    SplittableRandom random = new SplittableRandom(6);
    for (Function function : functions) {
      for (int count : COUNTS) {
        float[] both = matrix(1, 2 * count + 9, false, random).data();
        int other = count + 3;
        float[] apart = new float[count];
        function.run(both, 1, both, other, apart, 0, count);
        for (int at : new int[] {1, other}) {
          float[] inPlace = both.clone();
          function.run(inPlace, 1, inPlace, other, inPlace, at, count);
          float[] expected = both.clone();
          System.arraycopy(apart, 0, expected, at, count);
          assertThat(inPlace).isEqualTo(expected);
        }
      }
    }
  }

  private static void requireFunction(Function function, Expected expected) {
    SplittableRandom random = new SplittableRandom(4);
    for (int count : COUNTS) {
      float[] a = new float[count + 9];
      float[] b = new float[count + 9];
      float[] y = new float[count + 9];
      for (float[] array : List.of(a, b, y)) {
        for (int i = 0; i < array.length; i++) {
          array[i] = random.nextFloat(-1, 1);
        }
      }
      float[] before = y.clone();
      function.run(a, 2, b, 5, y, 3, count);
      for (int i = 0; i < y.length; i++) {
        boolean inside = i >= 3 && i < 3 + count;
        float value = inside ? expected.of(a[i - 1], b[i + 2], before[i]) : before[i];
        assertThat(y[i]).isCloseTo(value, within(inside ? 3e-7f : 0));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("implementations")
  void theLimitIsMeasuredByTheArithmeticThatItCounts(Kernels kernels) {
    int rounds = 11;
    float[] x = new float[12 * kernels.panelWidth()];
    long elements = kernels.peak(x, rounds) / rounds;
    assertThat(elements).isPositive().isLessThanOrEqualTo(x.length);
    // The sum of 1, 1/2, 1/4, ... over eleven rounds; exact in floats.
    float expected = 2 - (float) Math.pow(2, 1 - rounds);
    for (int i = 0; i < x.length; i++) {
      assertThat(x[i]).as("element %d", i).isEqualTo(i < elements ? expected : 0);
    }
  }
}
