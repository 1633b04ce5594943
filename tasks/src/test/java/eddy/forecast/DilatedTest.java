package eddy.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import eddy.recurrent.Gru;
import eddy.recurrent.Recurrent;
import eddy.tensor.Array;
import eddy.tensor.Sequence;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import eddy.tensor.Workspace;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DilatedTest {
  @Test
  void everySecondStepIsASequenceOfItsOwn() {
    Recurrent layer = Recurrent.of(new Gru(), 1, 3).build(new SplittableRandom(1));
    Array x = Array.zeros(2, 7, 1);
    for (int i = 0; i < 14; i++) {
      x.data()[i] = (float) Math.sin(i);
    }
    try (Workspace workspace = new Workspace(1);
        Tape tape = workspace.inference()) {
      Tensor all = Dilated.forward(layer, new Sequence(tape.constant(x), new int[] {7, 4}), 2);

      Array odd = Array.zeros(1, 3, 1);
      for (int i = 0; i < 3; i++) {
        odd.data()[i] = x.data()[2 * i + 1];
      }
      float[] own = layer.forward(Sequence.full(tape.constant(odd))).sequence().values().data();
      for (int i = 0; i < 3; i++) {
        int at = (2 * i + 1) * 3;
        assertThat(Arrays.copyOfRange(all.data(), at, at + 3))
            .isEqualTo(Arrays.copyOfRange(own, 3 * i, 3 * i + 3));
      }
    }
  }

  @Test
  void aDilationOfOneAndOneBeyondTheEndAreAllowed() {
    Recurrent layer = Recurrent.of(new Gru(), 1, 3).build(new SplittableRandom(1));
    try (Workspace workspace = new Workspace(1);
        Tape tape = workspace.inference()) {
      Sequence x = new Sequence(tape.constant(Array.zeros(1, 4, 1)), new int[] {4});
      float[] plain = layer.forward(x).sequence().values().toArray().data();
      assertThat(Dilated.forward(layer, x, 1).toArray().data()).isEqualTo(plain);
      // Each step is a sequence of its own, so each is like the first.
      float[] apart = Dilated.forward(layer, x, 24).toArray().data();
      assertThat(Arrays.copyOfRange(apart, 9, 12)).isEqualTo(Arrays.copyOf(plain, 3));
    }
  }
}
