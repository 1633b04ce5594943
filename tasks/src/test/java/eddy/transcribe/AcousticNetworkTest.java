package eddy.transcribe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import eddy.graph.Exported;
import eddy.graph.Graph;
import eddy.graph.Port;
import eddy.graph.Value;
import eddy.sound.Hearing;
import eddy.tensor.Array;
import eddy.tensor.Sequence;
import eddy.tensor.Shape;
import eddy.tensor.Tape;
import eddy.tensor.Workspace;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
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

  @ParameterizedTest
  @CsvSource({"log-mel, lstm, 4, true", "log-mel, gru, 2, false", "mfcc, gru, 4, true"})
  void asOnnxItHearsTheSame(String features, String cell, int subsampling, boolean both) {
    TranscribeConfig one = config(features, cell, subsampling);
    TranscribeConfig config =
        new TranscribeConfig(
            one.units(),
            one.hearing(),
            one.means(),
            one.deviations(),
            cell,
            one.hidden(),
            one.layers(),
            both,
            subsampling,
            one.dropout(),
            one.columns(),
            one.split(),
            one.commonest());
    AcousticNetwork network = new AcousticNetwork(config, UNITS, new SplittableRandom(1));
    int width = config.hearing().size();
    Value.Floats x = Exported.random(new SplittableRandom(3), 2, 23, width);
    int[] lengths = {23, 14};
    Map<String, Value> inputs = Map.of("features", x, "lengths", Value.of(23, 14));
    Value found = Exported.run(network.graph(false), inputs).get("logits");
    try (Workspace workspace = new Workspace(1);
        Tape tape = workspace.inference()) {
      Sequence logits = network.forward(new Sequence(tape.constant(x.toArray()), lengths));
      int steps = logits.lengths()[1];
      Array expected = logits.values().toArray();
      Array heard = ((Value.Floats) found).toArray();
      assertThat(heard.shape()).isEqualTo(expected.shape());
      int time = logits.time();
      for (int i = 0; i < (time + steps) * UNITS; i++) {
        assertThat(heard.data()[i]).as("logit %d", i).isCloseTo(expected.data()[i], within(1e-5f));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"log-mel, lstm, 4", "mfcc, gru, 1"})
  void asOnnxWithStatesItFollowsAStream(String features, String cell, int subsampling) {
    TranscribeConfig config = config(features, cell, subsampling);
    AcousticNetwork network = new AcousticNetwork(config, UNITS, new SplittableRandom(1));
    int width = config.hearing().size();
    Value.Floats x = Exported.random(new SplittableRandom(3), 1, 24, width);
    float[] whole;
    try (Workspace workspace = new Workspace(2);
        Tape tape = workspace.inference()) {
      Sequence all = Sequence.full(tape.constant(x.toArray()));
      whole = network.forward(all).values().toArray().data();
    }
    Graph graph = network.graph(true);
    Map<String, Value> inputs = new HashMap<>();
    Map<String, Port> ports =
        graph.inputs().stream().collect(Collectors.toMap(Port::name, port -> port));
    graph
        .carried()
        .forEach(state -> {
          int[] sizes =
              ports.get(state.input()).shape().stream()
                  .mapToInt(size -> size.equals("batch") ? 1 : Integer.parseInt(size))
                  .toArray();
          Shape shape = Shape.of(sizes);
          inputs.put(state.input(), new Value.Floats(shape, new float[shape.size()]));
        });
    int at = 0;
    for (int from = 0; from < 24; from += 8) {
      float[] piece = Arrays.copyOfRange(x.data(), from * width, (from + 8) * width);
      inputs.put("features", new Value.Floats(Shape.of(1, 8, width), piece));
      Map<String, Value> outputs = Exported.run(graph, inputs);
      for (float logit : ((Value.Floats) outputs.get("logits")).data()) {
        assertThat(logit).as("logit %d", at).isCloseTo(whole[at++], within(1e-5f));
      }
      graph.carried().forEach(state -> inputs.put(state.input(), outputs.get(state.output())));
    }
    assertThat(at).isEqualTo(whole.length);
  }
}
