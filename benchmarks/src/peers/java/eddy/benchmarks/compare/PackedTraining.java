package eddy.benchmarks.compare;

import eddy.tensor.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.PackedSequence;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Forward and backward from the sum of the outputs: over a packed sequence, unpacked again, or over
 * full lengths without packing.
 */
final class PackedTraining implements Contender {
  private final Network net;
  private final boolean packs;

  /** Frees what all steps share; each step frees its own in a scope within. */
  private final PointerScope scope = new PointerScope();

  private final List<String> names;
  private final Tensor input;
  private final Tensor lengths;
  private final TensorVector state;
  private final List<Tensor> weights = new ArrayList<>();

  PackedTraining(Problem problem) {
    net = problem.network();
    packs = problem.task() == Task.RAGGED;
    names = new ArrayList<>(problem.weights().keySet());
    input = tensor(problem.input());
    long[] counts = Arrays.stream(problem.lengths()).asLongStream().toArray();
    lengths = Tensor.create(counts, counts.length);
    problem.recurrentWeights().forEach(w -> weights.add(tensor(w)));
    long runs = (long) net.layers() * net.directions();
    Tensor zeros = torch.zeros(runs, net.batch(), net.hidden());
    state = net.cell() == CellKind.LSTM ? new TensorVector(zeros, zeros) : new TensorVector(zeros);
  }

  private static Tensor tensor(Array array) {
    long[] shape = Arrays.stream(array.shape().toArray()).asLongStream().toArray();
    return Tensor.create(array.data(), shape);
  }

  @Override
  public void step() {
    outcome(false);
  }

  @Override
  public SequencedMap<String, float[]> outcome() {
    return outcome(true);
  }

  private SequencedMap<String, float[]> outcome(boolean wanted) {
    SequencedMap<String, float[]> all = new LinkedHashMap<>();
    try (PointerScope _ = new PointerScope()) {
      Tensor x = leaf(input);
      Tensor[] leaves = weights.stream().map(PackedTraining::leaf).toArray(Tensor[]::new);
      Tensor y = packs ? packed(x, new TensorVector(leaves)) : padded(x, new TensorVector(leaves));
      y.sum().backward();
      if (wanted) {
        all.put("output", numbers(y));
        all.put("input", numbers(x.grad()));
        for (int i = 0; i < leaves.length; i++) {
          all.put(names.get(i), numbers(leaves[i].grad()));
        }
      }
    }
    return all;
  }

  /** The same numbers as a new leaf, whose gradient begins as none rather than as zeros. */
  private static Tensor leaf(Tensor tensor) {
    return tensor.detach().set_requires_grad(true);
  }

  private static float[] numbers(Tensor tensor) {
    Tensor whole = tensor.contiguous();
    float[] numbers = new float[(int) whole.numel()];
    whole.data_ptr_float().get(numbers);
    return numbers;
  }

  private Tensor padded(Tensor x, TensorVector leaves) {
    int layers = net.layers();
    boolean both = net.bidirectional();
    Tensor h = state.get(0);
    return switch (net.cell()) {
      case LSTM -> torch.lstm(x, state, leaves, true, layers, 0, true, both, true).get0();
      case GRU -> torch.gru(x, h, leaves, true, layers, 0, true, both, true).get0();
      case RNN -> torch.rnn_tanh(x, h, leaves, true, layers, 0, true, both, true).get0();
    };
  }

  private Tensor packed(Tensor x, TensorVector leaves) {
    int layers = net.layers();
    boolean both = net.bidirectional();
    PackedSequence packed = torch.pack_padded_sequence(x, lengths, true, false);
    Tensor data = packed.data();
    Tensor sizes = packed.batch_sizes();
    Tensor h = state.get(0);
    Tensor y =
        switch (net.cell()) {
          case LSTM -> torch.lstm(data, sizes, state, leaves, true, layers, 0, true, both).get0();
          case GRU -> torch.gru(data, sizes, h, leaves, true, layers, 0, true, both).get0();
          case RNN -> torch.rnn_tanh(data, sizes, h, leaves, true, layers, 0, true, both).get0();
        };
    PackedSequence output =
        new PackedSequence(y, sizes, packed.sorted_indices(), packed.unsorted_indices());
    return torch.pad_packed_sequence(output, true, 0, new LongOptional(net.steps())).get0();
  }

  @Override
  public void close() {
    scope.close();
  }
}
