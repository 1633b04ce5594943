package eddy.benchmarks.golden;

import eddy.benchmarks.golden.Network.Cell;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** The recurrent layers that PyTorch has, in every option, and sequences cut into two segments. */
final class RecurrentCases {
  private static final List<Cell> CELLS =
      List.of(
          Cell.RNN_TANH,
          Cell.RNN_RELU,
          Cell.LSTM,
          Cell.GRU,
          Cell.PROJECTED_LSTM,
          Cell.LAYER_NORM_LSTM);

  private RecurrentCases() {}

  static List<GoldenFile> all() {
    List<GoldenFile> files = new ArrayList<>();
    for (Cell cell : CELLS) {
      Network.variants(cell).forEach(net -> files.add(whole(net)));
      files.add(carried(cell));
    }
    return files;
  }

  private static GoldenFile whole(Network net) {
    TorchCase c =
        new TorchCase(
            net.name(),
            "loss = sum(output * g_output) + sum(h_n * g_h_n) [+ sum(c_n * g_c_n)]; d_... are its"
                + " gradients.");
    net.describe(c.file());
    Tensor x = c.leaf("x", 1.5, net.B(), net.T(), net.I());
    List<Tensor> parameters = TorchRecurrent.parameters(c, net);
    List<Tensor> initial = TorchRecurrent.initialState(c, net);
    var result = TorchRecurrent.forward(net, x, initial, parameters);
    c.gradients(loss(c, result.output(), result.state()));
    return c.file();
  }

  private static GoldenFile carried(Cell cell) {
    Network net = Network.variants(cell).get(2);
    TorchCase c =
        new TorchCase(
            "carried-" + cell.prefix,
            "x is cut after step `split`; the second segment starts from the first one's state,"
                + " detached. h_1 [and c_1] is the state in between, output that of both segments in"
                + " a row; the gradients are those of truncated back-propagation.");
    net.describe(c.file());
    int split = 2;
    c.file().option("split", split);
    Tensor x = c.leaf("x", 1.5, net.B(), net.T(), net.I());
    List<Tensor> parameters = TorchRecurrent.parameters(c, net);
    List<Tensor> zeros = TorchRecurrent.initialState(c, net);
    var first = TorchRecurrent.forward(net, x.narrow(1, 0, split), zeros, parameters);
    List<Tensor> between = first.state().stream().map(Tensor::detach).toList();
    c.result("h_1", between.getFirst());
    if (between.size() == 2) {
      c.result("c_1", between.getLast());
    }
    Tensor rest = x.narrow(1, split, net.T() - split);
    var second = TorchRecurrent.forward(net, rest, between, parameters);
    Tensor output =
        org.bytedeco.pytorch.global.torch.cat(
            TorchRecurrent.vector(List.of(first.output(), second.output())), 1);
    c.gradients(loss(c, output, second.state()));
    return c.file();
  }

  private static Tensor loss(TorchCase c, Tensor output, List<Tensor> state) {
    Tensor loss = c.weighed("output", output).add(c.weighed("h_n", state.getFirst()));
    return state.size() == 1 ? loss : loss.add(c.weighed("c_n", state.getLast()));
  }
}
