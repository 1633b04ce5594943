package eddy.graph;

import eddy.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * An {@code RNN}, {@code GRU} or {@code LSTM} of ONNX.
 *
 * <p>B sequences, T steps, I inputs, H units, D directions, G gates. Inputs: X [T, B, I], W [D, G *
 * H, I], R [D, G * H, H], and, each optional, the biases [D, 2 * G * H], the lengths [B], the first
 * h and c [D, B, H], and peepholes [D, 3 * H]. Outputs: Y [T, D, B, H], and the last h and c [D, B,
 * H]. With {@code layout} 1 the batch comes first everywhere.
 *
 * <p>What Eddy's own engine can do it does, see {@link RecurrentEngine}, where the weights are
 * known beforehand; all else goes step by step through {@link RecurrentLoop}.
 */
final class RecurrentNode implements Operators.Operation {
  private static final int W = 1;
  private static final int R = 2;
  private static final int BIAS = 3;
  private static final int LENGTHS = 4;
  private static final int H = 5;
  private static final int C = 6;
  private static final int PEEPHOLES = 7;

  private final Node node;
  private final RecurrentOptions options;

  /** The engine with the weights of the node, where they are known beforehand. */
  private final Optional<RecurrentEngine> ready;

  /**
   * What a call has to compute.
   *
   * @param x [T, B, I], or [B, T, I] where the batch comes first
   * @param lengths B true lengths
   * @param initial the carried vectors before the first step, [D, B, H] or [B, D, H]; none for
   *     zeros
   * @param wantsSteps whether anyone wants the outputs of all steps
   */
  record Work(
      Call call, Value.Floats x, int[] lengths, List<float[]> initial, boolean wantsSteps) {}

  /** Y, and the last of each carried vector. */
  record Result(Value.Floats steps, List<Value.Floats> last) {}

  /**
   * Makes a node ready.
   *
   * @param constant the value of an input that is known beforehand
   * @throws IllegalArgumentException if its attributes make no sense
   */
  RecurrentNode(Node node, Function<String, Optional<Value>> constant) {
    this.node = node;
    options = RecurrentOptions.of(node);
    ready =
        options.forEngine()
            ? weights(constant).map(known -> new RecurrentEngine(options, known))
            : Optional.empty();
  }

  private Optional<RecurrentWeights> weights(Function<String, Optional<Value>> constant) {
    Value[] values = new Value[8];
    for (int i : new int[] {W, R, BIAS, PEEPHOLES}) {
      if (i < node.inputs().size() && !node.inputs().get(i).isEmpty()) {
        Optional<Value> known = constant.apply(node.inputs().get(i));
        if (known.isEmpty()) {
          return Optional.empty();
        }
        values[i] = known.get();
      }
    }
    return Optional.of(weights(new Call(null, node, values)));
  }

  private RecurrentWeights weights(Call call) {
    Value.Floats w = call.floats(W);
    Value.Floats r = call.floats(R);
    int rows = options.gates() * options.hidden(r.shape());
    int directions = options.directions();
    int hidden = options.hidden(r.shape());
    require(call, "weights", r, directions, rows, hidden);
    require(call, "weights", w, directions, rows, w.shape().last());
    if (call.has(BIAS)) {
      require(call, "weights", call.floats(BIAS), directions, 2 * rows);
    }
    if (call.has(PEEPHOLES)) {
      require(call, "weights", call.floats(PEEPHOLES), directions, 3 * hidden);
    }
    return new RecurrentWeights(
        directions,
        options.gates(),
        hidden,
        w.shape().last(),
        w.data(),
        r.data(),
        call.has(BIAS) ? Optional.of(call.floats(BIAS).data()) : Optional.empty(),
        call.has(PEEPHOLES) ? Optional.of(call.floats(PEEPHOLES).data()) : Optional.empty());
  }

  private static void require(Call call, String what, Value.Floats value, int... sizes) {
    if (!value.shape().equals(Shape.of(sizes))) {
      throw call.fail(
          "expected %s of shape %s but got %s."
              .formatted(what, Arrays.toString(sizes), value.shape()));
    }
  }

  @Override
  public Value[] run(Call call) {
    Value.Floats x = call.floats(0);
    if (x.shape().rank() != 3) {
      throw call.fail("expected X of three dimensions but got " + x.shape() + ".");
    }
    int time = x.shape().dimension(options.batchFirst() ? 1 : 0);
    int batch = x.shape().dimension(options.batchFirst() ? 0 : 1);
    boolean wantsSteps = !node.outputs().getFirst().isEmpty();
    Work work = new Work(call, x, lengths(call, batch, time), initial(call, batch), wantsSteps);
    boolean usual = batch > 0 && Arrays.stream(work.lengths()).allMatch(length -> length > 0);
    RecurrentWeights weights = ready.map(RecurrentEngine::weights).orElseGet(() -> weights(call));
    if (x.shape().last() != weights.inputs()) {
      throw call.fail(
          "expected X of %d features but got %s.".formatted(weights.inputs(), x.shape()));
    }
    Result result =
        usual && ready.isPresent()
            ? ready.get().run(work)
            : new RecurrentLoop(options, weights).run(work);
    Value[] all = new Value[3];
    all[0] = result.steps();
    all[1] = result.last().getFirst();
    all[2] = result.last().getLast();
    return all;
  }

  private static int[] lengths(Call call, int batch, int time) {
    int[] lengths = new int[batch];
    Arrays.fill(lengths, time);
    if (call.has(LENGTHS)) {
      long[] given = call.list(LENGTHS);
      if (given.length != batch) {
        throw call.fail("expected %d lengths but got %d.".formatted(batch, given.length));
      }
      for (int b = 0; b < batch; b++) {
        if (given[b] < 0 || given[b] > time) {
          throw call.fail("expected lengths from 0 to %d but got %d.".formatted(time, given[b]));
        }
        lengths[b] = (int) given[b];
      }
    }
    return lengths;
  }

  private List<float[]> initial(Call call, int batch) {
    boolean both = options.vectors() == 2;
    if (!call.has(H) && !(both && call.has(C))) {
      return List.of();
    }
    int hidden = options.hidden(call.floats(R).shape());
    int[] sizes =
        options.batchFirst()
            ? new int[] {batch, options.directions(), hidden}
            : new int[] {options.directions(), batch, hidden};
    float[] zeros = new float[options.directions() * batch * hidden];
    float[] h = zeros;
    float[] c = zeros;
    if (call.has(H)) {
      require(call, "a state before the first step", call.floats(H), sizes);
      h = call.floats(H).data();
    }
    if (both && call.has(C)) {
      require(call, "a state before the first step", call.floats(C), sizes);
      c = call.floats(C).data();
    }
    return both ? List.of(h, c) : List.of(h);
  }
}
