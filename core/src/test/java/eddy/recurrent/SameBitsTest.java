package eddy.recurrent;

import static org.assertj.core.api.Assertions.assertThat;

import eddy.tensor.Array;
import eddy.tensor.Sequence;
import eddy.tensor.Tape;
import eddy.tensor.Workspace;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SameBitsTest {

  @Test
  void threadsDoNotChangeAWeight() {
    String alone = SameBits.digest(1, 4);
    assertThat(SameBits.digest(2, 4)).isEqualTo(alone);
    assertThat(SameBits.digest(3, 4)).isEqualTo(alone);
  }

  /** The interpreter computes what the compiler's code does, so a cold start changes nothing. */
  @Test
  void interpretedAndCompiledRunsAgree() throws IOException, InterruptedException {
    String compiled = "";
    for (int warm = 0; warm < 200; warm++) {
      compiled = SameBits.small();
    }
    assertThat(interpreted()).isEqualTo("digest " + compiled);
  }

  private static String interpreted() throws IOException, InterruptedException {
    List<String> modules =
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(argument -> argument.startsWith("--add-modules"))
            .toList();
    return Interpreted.run(SameBits.class, modules);
  }

  @Test
  void morePaddingAndAnotherOrderOfRowsLeaveEveryOutputTheSame() {
    SplittableRandom random = new SplittableRandom(2);
    Recurrent layer = Recurrent.of(new Gru(), 5, 21).layers(2).bidirectional().build(random);
    int[] lengths = {4, 7, 1, 7, 3};
    int time = 7;
    Array x = Array.zeros(lengths.length, time, 5);
    for (int i = 0; i < x.data().length; i++) {
      x.data()[i] = random.nextFloat(-1, 1);
    }
    int padded = 12;
    int[] order = {3, 0, 4, 2, 1};
    Array other = Array.zeros(lengths.length, padded, 5);
    java.util.Arrays.fill(other.data(), 99);
    int[] otherLengths = new int[lengths.length];
    for (int row = 0; row < order.length; row++) {
      otherLengths[row] = lengths[order[row]];
      System.arraycopy(x.data(), order[row] * time * 5, other.data(), row * padded * 5, time * 5);
    }
    try (Workspace workspace = new Workspace(2)) {
      Array plain = outputs(workspace, layer, x, lengths);
      Array moved = outputs(workspace, layer, other, otherLengths);
      int width = layer.outputSize();
      for (int row = 0; row < order.length; row++) {
        for (int i = 0; i < otherLengths[row] * width; i++) {
          assertThat(moved.data()[row * padded * width + i])
              .isEqualTo(plain.data()[order[row] * time * width + i]);
        }
        for (int i = otherLengths[row] * width; i < padded * width; i++) {
          assertThat(moved.data()[row * padded * width + i]).isZero();
        }
      }
    }
  }

  private static Array outputs(Workspace workspace, Recurrent layer, Array x, int[] lengths) {
    try (Tape tape = workspace.inference()) {
      return layer.forward(new Sequence(tape.constant(x), lengths)).sequence().values().toArray();
    }
  }
}
