package eddy.recurrent;

import static org.assertj.core.api.Assertions.assertThat;

import eddy.Golden;
import eddy.tensor.Array;
import eddy.tensor.Elementwise;
import eddy.tensor.Sequence;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import eddy.tensor.Workspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A sequence in two segments with the state carried over, against PyTorch. */
class CarriedGoldenTest {

  static Stream<String> cases() {
    return Golden.names("carried-").stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aStateCarriedOverSegmentsContinuesTheSequence(String name) {
    Golden golden = Golden.load(name);
    int split = golden.integer("split");
    Recurrent layer = layer(golden);
    Array x = golden.array("x");
    int steps = x.shape().dimension(1);
    assertThat(split).isBetween(1, steps - 1);
    try (Workspace workspace = new Workspace(1)) {
      State state;
      float[] first;
      try (Tape tape = workspace.inference()) {
        Recurrent.Output out = layer.forward(full(tape, segment(x, 0, split)));
        state = State.of(out.state());
        first = out.sequence().values().toArray().data();
      }
      try (Tape tape = workspace.inference()) {
        Recurrent.Output out = layer.forward(full(tape, segment(x, split, steps)), state.on(tape));
        float[] second = out.sequence().values().toArray().data();
        List<String> between = List.of("h_1", "c_1");
        for (int k = 0; k < state.vectors().size(); k++) {
          float[] vector = state.vectors().get(k).data();
          golden.assertClose(between.get(k), vector, vector.length);
        }
        float[] both = joinTime(first, second, x.shape().dimension(0));
        golden.assertClose("output", both, both.length);
      }
    }
  }

  /** One tape a segment, as in training: the gradients of the two add up. */
  @ParameterizedTest
  @MethodSource("cases")
  void gradientsAreThoseOfTruncatedBackPropagation(String name) {
    Golden golden = Golden.load(name);
    int split = golden.integer("split");
    Recurrent layer = layer(golden);
    Array x = golden.array("x");
    int steps = x.shape().dimension(1);
    Map<String, float[]> sums = new LinkedHashMap<>();
    List<float[]> dx = new ArrayList<>();
    List<Tensor> none = List.of();
    try (Workspace workspace = new Workspace(2)) {
      State state;
      try (Tape tape = workspace.training(1, 0)) {
        Tensor input = tape.variable(segment(x, 0, split));
        Recurrent.Output out = layer.forward(Sequence.full(input), none);
        tape.backward(outputLoss(golden, tape, out, 0, split));
        dx.add(gradient(input));
        addGradients(tape, layer, sums);
        state = State.of(out.state());
      }
      try (Tape tape = workspace.training(1, 1)) {
        Tensor input = tape.variable(segment(x, split, steps));
        Recurrent.Output out = layer.forward(Sequence.full(input), state.on(tape));
        tape.backward(lastLoss(golden, tape, out, split, steps));
        dx.add(gradient(input));
        addGradients(tape, layer, sums);
      }
    }
    float[] both = joinTime(dx.get(0), dx.get(1), x.shape().dimension(0));
    golden.assertClose("d_x", both, both.length);
    assertThat(sums).isNotEmpty();
    sums.forEach((parameter, sum) -> golden.assertClose("d_" + parameter, sum, sum.length));
  }

  /** Even on one tape the copy of the state has no way back. */
  @ParameterizedTest
  @MethodSource("cases")
  void noGradientCrossesTheBorderOfTheSegments(String name) {
    Golden golden = Golden.load(name);
    int split = golden.integer("split");
    Recurrent layer = layer(golden);
    Array x = golden.array("x");
    int steps = x.shape().dimension(1);
    for (boolean cut : new boolean[] {true, false}) {
      try (Workspace workspace = new Workspace(1);
          Tape tape = workspace.training(1, 0)) {
        Tensor first = tape.variable(segment(x, 0, split));
        Tensor second = tape.variable(segment(x, split, steps));
        List<Tensor> between = layer.forward(Sequence.full(first)).state();
        List<Tensor> carried = cut ? State.of(between).on(tape) : between;
        Recurrent.Output out = layer.forward(Sequence.full(second), carried);
        tape.backward(lastLoss(golden, tape, out, split, steps));
        assertThat(second.hasGradient()).isTrue();
        assertThat(first.hasGradient()).isEqualTo(!cut);
        assertThat(between).allMatch(vector -> vector.hasGradient() != cut);
      }
    }
  }

  private static Recurrent layer(Golden golden) {
    return RecurrentGoldenTest.layer(golden, golden.name().substring("carried-".length()));
  }

  /** The loss by the outputs of a segment. */
  private static Tensor outputLoss(
      Golden golden, Tape tape, Recurrent.Output out, int from, int to) {
    Array weights = segment(golden.array("g_output"), from, to);
    return RecurrentGoldenTest.weighted(tape, out.sequence().values(), weights);
  }

  /** The loss by the outputs of the last segment and by the state in which it ends. */
  private static Tensor lastLoss(Golden golden, Tape tape, Recurrent.Output out, int from, int to) {
    Tensor loss = outputLoss(golden, tape, out, from, to);
    List<String> last = List.of("g_h_n", "g_c_n");
    for (int k = 0; k < out.state().size(); k++) {
      Array weights = golden.array(last.get(k));
      loss = Elementwise.add(loss, RecurrentGoldenTest.weighted(tape, out.state().get(k), weights));
    }
    return loss;
  }

  private static void addGradients(Tape tape, Recurrent layer, Map<String, float[]> sums) {
    layer
        .parameters()
        .forEach((name, parameter) -> {
          float[] sum = sums.computeIfAbsent(name, _ -> new float[parameter.data().length]);
          float[] gradient = tape.gradient(parameter);
          for (int i = 0; i < sum.length; i++) {
            sum[i] += gradient[i];
          }
        });
  }

  private static float[] gradient(Tensor x) {
    return Arrays.copyOf(x.gradient(), x.shape().size());
  }

  private static Sequence full(Tape tape, Array x) {
    return Sequence.full(tape.constant(x));
  }

  private static Array segment(Array x, int from, int to) {
    int batch = x.shape().dimension(0);
    int steps = x.shape().dimension(1);
    int width = x.shape().dimension(2);
    Array part = Array.zeros(batch, to - from, width);
    int count = (to - from) * width;
    for (int b = 0; b < batch; b++) {
      System.arraycopy(x.data(), (b * steps + from) * width, part.data(), b * count, count);
    }
    return part;
  }

  private static float[] joinTime(float[] a, float[] b, int batch) {
    float[] both = new float[a.length + b.length];
    int one = a.length / batch;
    int other = b.length / batch;
    for (int i = 0; i < batch; i++) {
      System.arraycopy(a, i * one, both, i * (one + other), one);
      System.arraycopy(b, i * other, both, i * (one + other) + one, other);
    }
    return both;
  }
}
