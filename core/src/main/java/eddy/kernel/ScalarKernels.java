package eddy.kernel;

import static eddy.kernel.Polynomials.*;

/** The specification of {@link Kernels} in plain loops, and the fallback without vectors. */
public final class ScalarKernels implements Kernels {
  private static final int PANEL = 16;

  /** What sums are kept in. */
  private static final int PARTS = 16;

  @Override
  public int panelWidth() {
    return PANEL;
  }

  @Override
  public void pack(Matrix right, float[] packed, int at) {
    for (int first = 0; first < right.columns(); first += PANEL) {
      int width = Math.min(PANEL, right.columns() - first);
      for (int k = 0; k < right.rows(); k++, at += PANEL) {
        int from = right.offset() + k * right.rowStride() + first * right.columnStride();
        for (int j = 0; j < PANEL; j++) {
          packed[at + j] = j < width ? right.data()[from + j * right.columnStride()] : 0;
        }
      }
    }
  }

  @Override
  public void multiply(
      int m,
      int k,
      int n,
      float[] a,
      int aAt,
      int rowStride,
      int columnStride,
      float[] packed,
      int at,
      float[] s,
      int sAt,
      int sStride,
      float[] c,
      int cAt,
      int cStride) {
    for (int first = 0; first < n; first += PANEL, at += k * PANEL) {
      int width = Math.min(PANEL, n - first);
      for (int i = 0; i < m; i++) {
        int to = cAt + i * cStride + first;
        int from = aAt + i * rowStride;
        System.arraycopy(s, sAt + i * sStride + first, c, to, width);
        for (int p = 0, b = at; p < k; p++, b += PANEL) {
          float x = a[from + p * columnStride];
          for (int j = 0; j < width; j++) {
            c[to + j] += x * packed[b + j];
          }
        }
      }
    }
  }

  @Override
  public void sigmoid(float[] x, int xAt, float[] y, int yAt, int count) {
    for (int i = 0; i < count; i++) {
      y[yAt + i] = 0.5f * tanh(0.5f * x[xAt + i]) + 0.5f;
    }
  }

  @Override
  public void tanh(float[] x, int xAt, float[] y, int yAt, int count) {
    for (int i = 0; i < count; i++) {
      y[yAt + i] = tanh(x[xAt + i]);
    }
  }

  @Override
  public void exp(float[] x, int xAt, float shift, float[] y, int yAt, int count) {
    for (int i = 0; i < count; i++) {
      y[yAt + i] = exp(x[xAt + i] - shift);
    }
  }

  @Override
  public void add(float[] x, int xAt, float[] y, int yAt, int count) {
    for (int i = 0; i < count; i++) {
      y[yAt + i] += x[xAt + i];
    }
  }

  @Override
  public void maximum(float[] x, int xAt, float[] y, int yAt, int count) {
    for (int i = 0; i < count; i++) {
      y[yAt + i] = Math.max(y[yAt + i], x[xAt + i]);
    }
  }

  @Override
  public void maximumSlope(
      float[] x,
      int xAt,
      float[] y,
      int yAt,
      float[] left,
      int leftAt,
      float[] dx,
      int dxAt,
      int count) {
    for (int i = 0; i < count; i++) {
      if (x[xAt + i] == y[yAt + i]) {
        dx[dxAt + i] += left[leftAt + i];
        left[leftAt + i] = 0;
      }
    }
  }

  @Override
  public void subtract(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count) {
    for (int i = 0; i < count; i++) {
      y[yAt + i] = a[aAt + i] - b[bAt + i];
    }
  }

  @Override
  public void multiply(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count) {
    for (int i = 0; i < count; i++) {
      y[yAt + i] = a[aAt + i] * b[bAt + i];
    }
  }

  @Override
  public void multiplyAdd(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count) {
    for (int i = 0; i < count; i++) {
      y[yAt + i] += a[aAt + i] * b[bAt + i];
    }
  }

  @Override
  public void blend(
      float[] a, int aAt, float[] b, int bAt, float[] w, int wAt, float[] y, int yAt, int count) {
    for (int i = 0; i < count; i++) {
      y[yAt + i] = a[aAt + i] + w[wAt + i] * (b[bAt + i] - a[aAt + i]);
    }
  }

  @Override
  public void sigmoidSlope(float[] d, int dAt, float[] s, int sAt, float[] y, int yAt, int count) {
    for (int i = 0; i < count; i++) {
      y[yAt + i] = d[dAt + i] * s[sAt + i] * (1 - s[sAt + i]);
    }
  }

  @Override
  public void tanhSlope(float[] d, int dAt, float[] t, int tAt, float[] y, int yAt, int count) {
    for (int i = 0; i < count; i++) {
      y[yAt + i] = d[dAt + i] * (1 - t[tAt + i] * t[tAt + i]);
    }
  }

  @Override
  public float normalize(float[] x, int xAt, float[] y, int yAt, int count, float epsilon) {
    float mean = sum(i -> x[xAt + i], count) / count;
    for (int i = 0; i < count; i++) {
      y[yAt + i] = x[xAt + i] - mean;
    }
    float variance = sum(i -> y[yAt + i] * y[yAt + i], count) / count;
    float scale = (float) (1 / Math.sqrt(variance + epsilon));
    for (int i = 0; i < count; i++) {
      y[yAt + i] *= scale;
    }
    return scale;
  }

  @Override
  public void normalizeSlope(float[] d, int dAt, float[] y, int yAt, float scale, int count) {
    float mean = sum(i -> d[dAt + i], count) / count;
    float along = sum(i -> d[dAt + i] * y[yAt + i], count) / count;
    for (int i = 0; i < count; i++) {
      d[dAt + i] = scale * (d[dAt + i] - mean - y[yAt + i] * along);
    }
  }

  private interface Term {
    float at(int i);
  }

  private static float sum(Term term, int count) {
    float[] parts = new float[PARTS];
    int whole = count - count % PARTS;
    for (int i = 0; i < whole; i++) {
      parts[i % PARTS] += term.at(i);
    }
    for (int half = PARTS / 2; half > 0; half /= 2) {
      for (int j = 0; j < half; j++) {
        parts[j] += parts[j + half];
      }
    }
    float sum = parts[0];
    for (int i = whole; i < count; i++) {
      sum += term.at(i);
    }
    return sum;
  }

  @Override
  public void dropout(
      float[] x,
      int xAt,
      float[] y,
      int yAt,
      int count,
      int key,
      int first,
      int threshold,
      float scale) {
    for (int i = 0; i < count; i++) {
      boolean keep = Counted.bits(key, first + i) >>> 8 >= threshold;
      y[yAt + i] = keep ? x[xAt + i] * scale : 0;
    }
  }

  /** Several rounds an element between load and store, so that neither is what takes the time. */
  @Override
  public long peak(float[] x, int rounds) {
    int count = 12 * PANEL;
    int round = 0;
    for (; round + 8 <= rounds; round += 8) {
      for (int i = 0; i < count; i++) {
        float v = x[i] * 0.5f + 1;
        v = v * 0.5f + 1;
        v = v * 0.5f + 1;
        v = v * 0.5f + 1;
        v = v * 0.5f + 1;
        v = v * 0.5f + 1;
        v = v * 0.5f + 1;
        x[i] = v * 0.5f + 1;
      }
    }
    for (; round < rounds; round++) {
      for (int i = 0; i < count; i++) {
        x[i] = x[i] * 0.5f + 1;
      }
    }
    return (long) rounds * count;
  }

  private static float tanh(float v) {
    float x = Math.max(-TANH_MAX, Math.min(TANH_MAX, v));
    float s = x * x;
    float p = ((((((A13 * s + A11) * s + A9) * s + A7) * s + A5) * s + A3) * s + A1) * x;
    float q = ((B6 * s + B4) * s + B2) * s + B0;
    return p / q;
  }

  private static float exp(float v) {
    float x = Math.max(EXP_MIN, Math.min(EXP_MAX, v));
    float n = x * LOG2E + ROUND - ROUND;
    float r = x - n * LN2_HIGH - n * LN2_LOW;
    float p = (((((E0 * r + E1) * r + E2) * r + E3) * r + E4) * r + E5) * r * r + r + 1;
    return p * Float.intBitsToFloat((int) n + 127 << 23);
  }
}
