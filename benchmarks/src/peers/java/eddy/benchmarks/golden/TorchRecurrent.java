package eddy.benchmarks.golden;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.PackedSequence;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** PyTorch's recurrent operations, batch first, with packed sequences where lengths differ. */
final class TorchRecurrent {
  private static final double SCALE = 0.6;

  private TorchRecurrent() {}

  /** What comes back; {@code state} is {@code h_n}, and {@code c_n} for cells that have it. */
  record Result(Tensor output, List<Tensor> state) {}

  /** Draws the parameters in PyTorch's order, as leaves of the case. */
  static List<Tensor> parameters(TorchCase torchCase, Network net) {
    List<Tensor> all = new ArrayList<>();
    int rows = net.cell().gates * net.H();
    double scale = net.H() > 10 ? SCALE / 2 : SCALE;
    for (int layer = 0; layer < net.layers(); layer++) {
      for (int direction = 0; direction < net.directions(); direction++) {
        String suffix = Network.suffix(layer, direction);
        all.add(torchCase.leaf("weight_ih" + suffix, scale, rows, net.inputs(layer)));
        all.add(torchCase.leaf("weight_hh" + suffix, scale, rows, net.P()));
        if (net.bias()) {
          all.add(torchCase.leaf("bias_ih" + suffix, scale, rows));
          all.add(torchCase.leaf("bias_hh" + suffix, scale, rows));
        }
        if (net.P() != net.H()) {
          all.add(torchCase.leaf("weight_hr" + suffix, scale, net.P(), net.H()));
        }
        if (net.cell() == Network.Cell.LAYER_NORM_LSTM) {
          all.addAll(TorchLayerNorm.parameters(torchCase, net, suffix));
        }
      }
    }
    return all;
  }

  /** The initial state: drawn leaves {@code h0} and {@code c0}, or zeros that no file holds. */
  static List<Tensor> initialState(TorchCase torchCase, Network net) {
    long rows = (long) net.layers() * net.directions();
    List<Tensor> state = new ArrayList<>();
    state.add(
        net.initialState()
            ? torchCase.leaf("h0", 1, rows, net.B(), net.P())
            : TorchCase.zeros(rows, net.B(), net.P()));
    if (net.cell().hasMemory()) {
      state.add(
          net.initialState()
              ? torchCase.leaf("c0", 1, rows, net.B(), net.H())
              : TorchCase.zeros(rows, net.B(), net.H()));
    }
    return state;
  }

  static Result forward(Network net, Tensor x, List<Tensor> state, List<Tensor> parameters) {
    if (net.cell() == Network.Cell.LAYER_NORM_LSTM) {
      return TorchLayerNorm.forward(net, x, state, parameters);
    }
    TensorVector weights = vector(parameters);
    if (!net.ragged()) {
      return padded(net, x, state, weights);
    }
    Tensor lengths = Tensor.create(net.trueLengths(), net.B());
    PackedSequence packed = torch.pack_padded_sequence(x, lengths, true, false);
    List<Tensor> sorted =
        state.stream().map(s -> s.index_select(1, packed.sorted_indices())).toList();
    Result result = packed(net, packed, sorted, weights);
    PackedSequence output =
        new PackedSequence(
            result.output(),
            packed.batch_sizes(),
            packed.sorted_indices(),
            packed.unsorted_indices());
    return new Result(
        torch.pad_packed_sequence(output, true, 0, new LongOptional()).get0(),
        result.state().stream().map(s -> s.index_select(1, packed.unsorted_indices())).toList());
  }

  private static Result padded(Network net, Tensor x, List<Tensor> state, TensorVector weights) {
    boolean bias = net.bias();
    int layers = net.layers();
    boolean both = net.bidirectional();
    Tensor h = state.getFirst();
    return switch (net.cell()) {
      case LSTM, PROJECTED_LSTM -> {
        var r = torch.lstm(x, vector(state), weights, bias, layers, 0, true, both, true);
        yield new Result(r.get0(), List.of(r.get1(), r.get2()));
      }
      case GRU -> {
        var r = torch.gru(x, h, weights, bias, layers, 0, true, both, true);
        yield new Result(r.get0(), List.of(r.get1()));
      }
      case RNN_TANH -> {
        var r = torch.rnn_tanh(x, h, weights, bias, layers, 0, true, both, true);
        yield new Result(r.get0(), List.of(r.get1()));
      }
      case RNN_RELU -> {
        var r = torch.rnn_relu(x, h, weights, bias, layers, 0, true, both, true);
        yield new Result(r.get0(), List.of(r.get1()));
      }
      case PEEPHOLE_LSTM, LAYER_NORM_LSTM, RESET_BEFORE_GRU -> throw new IllegalArgumentException(net.name());
    };
  }

  private static Result packed(
      Network net, PackedSequence x, List<Tensor> state, TensorVector weights) {
    boolean bias = net.bias();
    int layers = net.layers();
    boolean both = net.bidirectional();
    Tensor h = state.getFirst();
    Tensor data = x.data();
    Tensor sizes = x.batch_sizes();
    return switch (net.cell()) {
      case LSTM, PROJECTED_LSTM -> {
        var r = torch.lstm(data, sizes, vector(state), weights, bias, layers, 0, true, both);
        yield new Result(r.get0(), List.of(r.get1(), r.get2()));
      }
      case GRU -> {
        var r = torch.gru(data, sizes, h, weights, bias, layers, 0, true, both);
        yield new Result(r.get0(), List.of(r.get1()));
      }
      case RNN_TANH -> {
        var r = torch.rnn_tanh(data, sizes, h, weights, bias, layers, 0, true, both);
        yield new Result(r.get0(), List.of(r.get1()));
      }
      case RNN_RELU -> {
        var r = torch.rnn_relu(data, sizes, h, weights, bias, layers, 0, true, both);
        yield new Result(r.get0(), List.of(r.get1()));
      }
      case PEEPHOLE_LSTM, LAYER_NORM_LSTM, RESET_BEFORE_GRU -> throw new IllegalArgumentException(net.name());
    };
  }

  static TensorVector vector(List<Tensor> tensors) {
    return new TensorVector(tensors.toArray(Tensor[]::new));
  }
}
