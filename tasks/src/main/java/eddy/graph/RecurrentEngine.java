package eddy.graph;

import eddy.recurrent.Cell;
import eddy.recurrent.Gru;
import eddy.recurrent.Lstm;
import eddy.recurrent.Recurrent;
import eddy.recurrent.RecurrentBuilder;
import eddy.recurrent.Rnn;
import eddy.recurrent.State;
import eddy.recurrent.Stepper;
import eddy.tensor.Array;
import eddy.tensor.Parameter;
import eddy.tensor.Sequence;
import eddy.tensor.Shape;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A recurrent node by Eddy's own layer, to whose order of gates the weights are brought once. */
final class RecurrentEngine {
  private final RecurrentOptions options;
  private final RecurrentWeights weights;
  private final Recurrent layer;

  /** Steppers that nobody uses at the moment, by the number of sequences. */
  private final Map<Integer, Queue<Stepper>> steppers = new ConcurrentHashMap<>();

  RecurrentEngine(RecurrentOptions options, RecurrentWeights weights) {
    this.options = options;
    this.weights = weights;
    RecurrentBuilder builder = Recurrent.of(cell(), weights.inputs(), weights.hidden());
    builder = weights.bias().isPresent() ? builder : builder.withoutBias();
    builder = options.directions() == 2 ? builder.bidirectional() : builder;
    layer = builder.build(new SplittableRandom(0)).prepared();
    for (int d = 0; d < options.directions(); d++) {
      fill(d, d == 1 ? "_l0_reverse" : "_l0");
    }
  }

  RecurrentWeights weights() {
    return weights;
  }

  private Cell cell() {
    return switch (options.operator()) {
      case "RNN" ->
          new Rnn(
              options.activations().getFirst().is("relu")
                  ? Rnn.Activation.RELU
                  : Rnn.Activation.TANH);
      case "GRU" -> new Gru(options.resetAfter());
      default -> new Lstm(weights.peepholes().isPresent(), 0);
    };
  }

  private void fill(int d, String suffix) {
    int hidden = weights.hidden();
    int rows = weights.gates() * hidden;
    set("weight_ih" + suffix, weights.input(), d * rows * weights.inputs());
    set("weight_hh" + suffix, weights.recurrent(), d * rows * hidden);
    weights
        .bias()
        .ifPresent(bias -> {
          set("bias_ih" + suffix, bias, 2 * d * rows);
          set("bias_hh" + suffix, bias, (2 * d + 1) * rows);
        });
    weights
        .peepholes()
        .ifPresent(all -> {
          List<String> gates = List.of("peephole_i", "peephole_o", "peephole_f");
          for (int gate = 0; gate < gates.size(); gate++) {
            float[] to = layer.parameters().get(gates.get(gate) + suffix).data();
            System.arraycopy(all, (3 * d + gate) * hidden, to, 0, hidden);
          }
        });
  }

  /** Takes a parameter over, its blocks in Eddy's order. */
  private void set(String name, float[] from, int at) {
    Parameter parameter = layer.parameters().get(name);
    int[] order = GateOrder.inverse(weights.gates());
    Array given =
        new Array(parameter.shape(), Arrays.copyOfRange(from, at, at + parameter.shape().size()));
    parameter.set(name, GateOrder.reordered(given, order));
  }

  RecurrentNode.Result run(RecurrentNode.Work work) {
    int time = work.x().shape().dimension(options.batchFirst() ? 1 : 0);
    if (time == 1 && options.directions() == 1) {
      return step(work);
    }
    boolean whole = Arrays.stream(work.lengths()).allMatch(length -> length == time);
    return whole && options.direction().equals("forward") && !options.batchFirst()
        ? steps(work)
        : sequence(work);
  }

  /** All steps of sequences that lie as the engine has them, so that nothing is moved. */
  private RecurrentNode.Result steps(RecurrentNode.Work work) {
    Recurrent.Steps steps = layer.timeFirst(work.call().tensor(work.x()), initial(work));
    int time = work.x().shape().dimension(0);
    int batch = work.x().shape().dimension(1);
    Value.Floats y =
        new Value.Floats(Shape.of(time, 1, batch, weights.hidden()), steps.outputs().data());
    return new RecurrentNode.Result(y, steps.state().stream().map(Call::of).toList());
  }

  /** The carried vectors before the first step, each [D, B, H]. */
  private List<Tensor> initial(RecurrentNode.Work work) {
    int batch = work.lengths().length;
    List<Tensor> initial = new ArrayList<>();
    for (float[] vector : work.initial()) {
      Tensor state =
          work.call().tape().result(Shape.of(options.directions(), batch, weights.hidden()));
      move(vector, state.data(), batch, options.batchFirst(), false);
      initial.add(state);
    }
    return initial;
  }

  /** One step of all sequences. */
  private RecurrentNode.Result step(RecurrentNode.Work work) {
    int batch = work.lengths().length;
    int hidden = weights.hidden();
    Queue<Stepper> free = steppers.computeIfAbsent(batch, _ -> new ConcurrentLinkedQueue<>());
    Stepper taken = free.poll();
    Stepper stepper = taken == null ? layer.stepper(work.call().tape(), batch) : taken;
    List<Array> before = new ArrayList<>();
    for (int k = 0; k < options.vectors(); k++) {
      float[] vector = work.initial().isEmpty() ? new float[batch * hidden] : work.initial().get(k);
      before.add(new Value.Floats(Shape.of(1, batch, hidden), vector).toArray());
    }
    stepper.state(new State(before));
    stepper.step(work.x().toArray().data());
    int[] shape =
        options.batchFirst() ? new int[] {batch, 1, hidden} : new int[] {1, batch, hidden};
    List<Value.Floats> last =
        stepper.state().vectors().stream()
            .map(vector -> new Value.Floats(Shape.of(shape), vector.data()))
            .toList();
    free.add(stepper);
    Shape steps =
        options.batchFirst() ? Shape.of(batch, 1, 1, hidden) : Shape.of(1, 1, batch, hidden);
    return new RecurrentNode.Result(new Value.Floats(steps, last.getFirst().data()), last);
  }

  private RecurrentNode.Result sequence(RecurrentNode.Work work) {
    Tape tape = work.call().tape();
    int batch = work.lengths().length;
    int time = work.x().shape().dimension(options.batchFirst() ? 1 : 0);
    Tensor x = tape.result(Shape.of(batch, time, weights.inputs()));
    boolean first = options.batchFirst();
    boolean reverse = options.direction().equals("reverse");
    int width = weights.inputs();
    for (int b = 0; b < batch; b++) {
      for (int t = 0; t < time; t++) {
        int from = (first ? b * time + t : t * batch + b) * width;
        int to = b * time + turned(t, work.lengths()[b], reverse);
        System.arraycopy(work.x().data(), from, x.data(), to * width, width);
      }
    }
    int directions = options.directions();
    int hidden = weights.hidden();
    Recurrent.Output output = layer.forward(new Sequence(x, work.lengths()), initial(work));
    List<Value.Floats> last = new ArrayList<>();
    for (Tensor vector : output.state()) {
      Value.Floats to =
          first
              ? work.call().result(batch, directions, hidden)
              : work.call().result(directions, batch, hidden);
      move(vector.data(), to.data(), batch, false, first);
      last.add(to);
    }
    Value.Floats steps =
        first
            ? work.call().result(batch, time, directions, hidden)
            : work.call().result(time, directions, batch, hidden);
    float[] y = output.sequence().values().data();
    for (int b = 0; work.wantsSteps() && b < batch; b++) {
      for (int t = 0; t < time; t++) {
        int from = (b * time + turned(t, work.lengths()[b], reverse)) * directions;
        for (int d = 0; d < directions; d++) {
          int to = first ? (b * time + t) * directions + d : (t * directions + d) * batch + b;
          System.arraycopy(y, (from + d) * hidden, steps.data(), to * hidden, hidden);
        }
      }
    }
    return new RecurrentNode.Result(steps, last);
  }

  /** Where a step stands when the true steps are turned around. */
  private static int turned(int t, int length, boolean reverse) {
    return reverse && t < length ? length - 1 - t : t;
  }

  /** Moves a vector of all sequences between [D, B, H] and, batch first, [B, D, H]. */
  private void move(float[] from, float[] to, int batch, boolean fromFirst, boolean toFirst) {
    int directions = options.directions();
    int hidden = weights.hidden();
    for (int d = 0; d < directions; d++) {
      for (int b = 0; b < batch; b++) {
        int usual = d * batch + b;
        int first = b * directions + d;
        int source = fromFirst ? first : usual;
        System.arraycopy(from, source * hidden, to, (toFirst ? first : usual) * hidden, hidden);
      }
    }
  }
}
