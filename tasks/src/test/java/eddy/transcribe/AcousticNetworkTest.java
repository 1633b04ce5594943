package eddy.transcribe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import eddy.sound.Hearing;
import eddy.tensor.Array;
import eddy.tensor.Sequence;
import eddy.tensor.Shape;
import eddy.tensor.Tape;
import eddy.tensor.Workspace;
import java.util.Arrays;
import java.util.Collections;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcousticNetworkTest {
  private static final int FRAMES = 43;
  private static final int UNITS = 6;

  private static TranscribeConfig config(String features, String cell, int subsampling) {
    Hearing hearing = Hearing.of(8000, features);
    return new TranscribeConfig(
        "character",
        hearing,
        Collections.nCopies(hearing.size(), 0f),
        Collections.nCopies(hearing.size(), 1f),
        cell,
        12,
        2,
        false,
        subsampling,
        0.3,
        TranscribeData.Columns.USUAL,
        "",
        "");
  }

  /** The logits of a whole recording and of the same in pieces differ by rounding at most. */
  @ParameterizedTest
  @CsvSource({
    "log-mel, lstm, 4",
    "log-mel, gru, 2",
    "mfcc, gru, 4",
    "mfcc, lstm, 1",
    "log-mel, lstm, 1"
  })
  void aStreamGivesTheLogitsOfTheWhole(String features, String cell, int subsampling) {
    TranscribeConfig config = config(features, cell, subsampling);
    int width = config.hearing().size();
    AcousticNetwork network = new AcousticNetwork(config, UNITS, new SplittableRandom(1));
    float[] frames = new float[FRAMES * width];
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < frames.length; i++) {
      frames[i] = (float) random.nextGaussian();
    }
    try (Workspace workspace = new Workspace(2)) {
      float[] whole = logits(workspace, network, frames, width);
      assertThat(whole).hasSize(config.steps(FRAMES) * UNITS);
      for (int groups : new int[] {1, 2, 5, 100}) {
        float[] pieces = new float[0];
        AcousticNetwork.Memory memory = AcousticNetwork.Memory.EMPTY;
        for (int from = 0; from < FRAMES; from += groups * subsampling) {
          int to = Math.min(FRAMES, from + groups * subsampling);
          float[] piece = Arrays.copyOfRange(frames, from * width, to * width);
          Array input = new Array(Shape.of(1, to - from, width), piece);
          try (Tape tape = workspace.inference()) {
            AcousticNetwork.Heard heard =
                network.forward(Sequence.full(tape.constant(input)), memory);
            memory = heard.memory();
            float[] more = heard.logits().values().toArray().data();
            int before = pieces.length;
            pieces = Arrays.copyOf(pieces, before + more.length);
            System.arraycopy(more, 0, pieces, before, more.length);
          }
        }
        assertThat(pieces).hasSameSizeAs(whole);
        for (int i = 0; i < whole.length; i++) {
          assertThat(pieces[i]).as("logit %d", i).isCloseTo(whole[i], within(1e-5f));
        }
      }
    }
  }

  private static float[] logits(
      Workspace workspace, AcousticNetwork network, float[] frames, int width) {
    Array input = new Array(Shape.of(1, FRAMES, width), frames);
    try (Tape tape = workspace.inference()) {
      return network.forward(Sequence.full(tape.constant(input))).values().toArray().data();
    }
  }
}
