package eddy.tensor;

import static eddy.GradientCheck.check;
import static eddy.GradientCheck.distinct;
import static eddy.GradientCheck.random;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class OpGradientTest {
  private final Parameter a = random(1, 3, 5, 7);
  private final Parameter b = random(2, 3, 5, 7);

  @Test
  void aWrongGradientIsFound() {
    assertThatThrownBy(() ->
            check(
                tape -> {
                  Tensor x = tape.parameter(a);
                  Tensor y = tape.result(x.shape(), x);
                  System.arraycopy(x.data(), 0, y.data(), 0, x.shape().size());
                  tape.record(() -> Elementwise.accumulate(x, y, 1.03f), y);
                  return y;
                },
                a))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("gradient of element");
  }

  @Test
  void addSubtractMultiplyAndScale() {
    check(t -> Elementwise.add(t.parameter(a), t.parameter(b)), a, b);
    check(t -> Elementwise.subtract(t.parameter(a), t.parameter(b)), a, b);
    check(t -> Elementwise.multiply(t.parameter(a), t.parameter(b)), a, b);
    check(t -> Elementwise.scale(t.parameter(a), -1.7f), a);
  }

  @Test
  void aTensorUsedTwiceAddsUp() {
    check(
        t -> {
          Tensor x = t.parameter(a);
          return Elementwise.add(Elementwise.multiply(x, x), Elementwise.scale(x, 3));
        },
        a);
  }

  @Test
  void sigmoidTanhAndRelu() {
    check(t -> Elementwise.sigmoid(t.parameter(a)), a);
    check(t -> Elementwise.tanh(t.parameter(a)), a);
    Parameter c = distinct(3, 3, 5, 7);
    check(t -> Elementwise.relu(t.parameter(c)), c);
  }

  @Test
  void dropout() {
    check(t -> Elementwise.dropout(t.parameter(a), 0.4f), a);
  }

  @Test
  void linear() {
    Parameter x = random(4, 2, 3, 5);
    Parameter weight = random(5, 7, 5);
    Parameter bias = random(6, 7);
    check(
        t -> Products.linear(t.parameter(x), t.parameter(weight), t.parameter(bias)),
        x,
        weight,
        bias);
  }

  @Test
  void reshapeAndConcatenate() {
    check(t -> Arrangement.reshape(t.parameter(a), 7, 15), a);
    Parameter c = random(7, 3, 5, 2);
    check(t -> Arrangement.concatenate(t.parameter(a), t.parameter(c), t.parameter(b)), a, b, c);
  }

  @Test
  void rowsOfATable() {
    Parameter table = random(8, 5, 3);
    check(t -> Arrangement.rows(t.parameter(table), new int[] {4, 0, 4, 2, 4, 1}, 2, 3), table);
  }

  @Test
  void sumAndMean() {
    check(t -> Reductions.sum(t.parameter(a)), a);
    check(t -> Reductions.mean(Elementwise.multiply(t.parameter(a), t.parameter(b))), a, b);
  }

  @Test
  void softmaxAndItsLogarithm() {
    check(t -> Softmax.softmax(t.parameter(a)), a);
    check(t -> Softmax.logSoftmax(t.parameter(a)), a);
    Parameter wide = random(9, 2, 19);
    check(t -> Softmax.softmax(t.parameter(wide)), wide);
    check(t -> Softmax.logSoftmax(t.parameter(wide)), wide);
  }

  @Test
  void slicesOfEveryDimension() {
    check(t -> Slicing.slice(t.parameter(a), 0, 1, 3), a);
    check(t -> Slicing.slice(t.parameter(a), 1, 0, 2), a);
    check(t -> Slicing.slice(t.parameter(a), -1, 3, 7), a);
  }

  @Test
  void layerNorm() {
    Parameter gain = random(10, 7);
    Parameter bias = random(11, 7);
    check(
        t -> Normalization.layerNorm(t.parameter(a), t.parameter(gain), t.parameter(bias), 1e-5f),
        a,
        gain,
        bias);
  }

  @Test
  void pooling() {
    int[] lengths = {5, 1, 3};
    Parameter c = distinct(12, 3, 5, 7);
    check(t -> Pooling.last(new Sequence(t.parameter(c), lengths)), c);
    check(t -> Pooling.mean(new Sequence(t.parameter(c), lengths)), c);
    check(t -> Pooling.max(new Sequence(t.parameter(c), lengths)), c);
    Parameter scores = random(13, 3, 5);
    check(
        t -> Pooling.attention(new Sequence(t.parameter(c), lengths), t.parameter(scores)),
        c,
        scores);
    check(t -> Pooling.reverse(new Sequence(t.parameter(c), lengths)).values(), c);
  }
}
