package eddy.benchmarks.golden;

import eddy.benchmarks.golden.TorchRecurrent.Result;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** The layer-normalised LSTM, which PyTorch lacks, from its operations: one sequence after the other. */
final class TorchLayerNorm {
  private static final double EPSILON = 1e-5;
  private static final List<String> GATES = List.of("i", "f", "g", "o");

  private TorchLayerNorm() {}

  /** Draws the gains and biases of the norms. */
  static List<Tensor> parameters(TorchCase torchCase, Network net, String suffix) {
    List<Tensor> all = new ArrayList<>();
    for (String kind : List.of("gain_ih_", "gain_hh_", "bias_")) {
      for (String gate : GATES) {
        all.add(torchCase.leaf(kind + gate + suffix, 1, net.H()));
      }
    }
    all.add(torchCase.leaf("gain_c" + suffix, 1, net.H()));
    all.add(torchCase.leaf("bias_c" + suffix, 1, net.H()));
    return all;
  }

  static Result forward(Network net, Tensor x, List<Tensor> state, List<Tensor> parameters) {
    int batch = Math.toIntExact(x.size(0));
    long time = x.size(1);
    List<List<Tensor>> inputs = new ArrayList<>();
    for (int b = 0; b < batch; b++) {
      List<Tensor> steps = new ArrayList<>();
      for (long t = 0; t < (net.ragged() ? net.lengths().get(b) : time); t++) {
        steps.add(x.select(0, b).select(0, t));
      }
      inputs.add(steps);
    }
    List<Tensor> h = new ArrayList<>();
    List<Tensor> c = new ArrayList<>();
    Iterator<Tensor> next = parameters.iterator();
    for (int layer = 0; layer < net.layers(); layer++) {
      List<List<Tensor>> outputs = new ArrayList<>();
      for (int direction = 0; direction < net.directions(); direction++) {
        Weights weights = new Weights(net, next);
        List<Tensor> lastH = new ArrayList<>();
        List<Tensor> lastC = new ArrayList<>();
        for (int b = 0; b < batch; b++) {
          Tensor hb = state.get(0).select(0, h.size()).select(0, b);
          Tensor cb = state.get(1).select(0, c.size()).select(0, b);
          int length = inputs.get(b).size();
          Tensor[] steps = new Tensor[length];
          for (int s = 0; s < length; s++) {
            int t = direction == 0 ? s : length - 1 - s;
            Tensor[] after = weights.step(inputs.get(b).get(t), hb, cb);
            hb = after[0];
            cb = after[1];
            steps[t] = hb;
          }
          lastH.add(hb);
          lastC.add(cb);
          if (direction == 0) {
            outputs.add(new ArrayList<>(List.of(steps)));
          } else {
            for (int t = 0; t < length; t++) {
              outputs.get(b).set(t, join(List.of(outputs.get(b).get(t), steps[t])));
            }
          }
        }
        h.add(stack(lastH));
        c.add(stack(lastC));
      }
      inputs = outputs;
    }
    List<Tensor> rows = new ArrayList<>();
    for (List<Tensor> steps : inputs) {
      while (steps.size() < time) {
        steps.add(TorchCase.zeros((long) net.directions() * net.H()));
      }
      rows.add(stack(steps));
    }
    return new Result(stack(rows), List.of(stack(h), stack(c)));
  }

  /** The parameters of one layer and direction, in the order in which they are drawn. */
  private static final class Weights {
    private final long hidden;
    private final Tensor ih;
    private final Tensor hh;
    private final List<Tensor> biases = new ArrayList<>();
    private final Tensor gainIh;
    private final Tensor gainHh;
    private final Tensor bias;
    private final Tensor gainC;
    private final Tensor biasC;

    Weights(Network net, Iterator<Tensor> next) {
      hidden = net.H();
      ih = next.next();
      hh = next.next();
      for (int i = 0; i < 2; i++) {
        biases.add(net.bias() ? next.next() : TorchCase.zeros(4 * hidden));
      }
      gainIh = join(List.of(next.next(), next.next(), next.next(), next.next()));
      gainHh = join(List.of(next.next(), next.next(), next.next(), next.next()));
      bias = join(List.of(next.next(), next.next(), next.next(), next.next()));
      gainC = next.next();
      biasC = next.next();
    }

    Tensor[] step(Tensor x, Tensor h, Tensor c) {
      Tensor input = norm(ih.mv(x).add(biases.getFirst())).mul(gainIh);
      Tensor recurrent = norm(hh.mv(h).add(biases.getLast())).mul(gainHh);
      Tensor gates = input.add(recurrent).add(bias);
      Tensor i = gates.narrow(0, 0, hidden).sigmoid();
      Tensor f = gates.narrow(0, hidden, hidden).sigmoid();
      Tensor g = gates.narrow(0, 2 * hidden, hidden).tanh();
      Tensor o = gates.narrow(0, 3 * hidden, hidden).sigmoid();
      Tensor cNew = f.mul(c).add(i.mul(g));
      return new Tensor[] {o.mul(norm(cNew).mul(gainC).add(biasC).tanh()), cNew};
    }

    private static Tensor norm(Tensor x) {
      TensorOptional none = new TensorOptional();
      return torch.layer_norm(x, new long[] {x.size(0)}, none, none, EPSILON, false);
    }
  }

  private static Tensor join(List<Tensor> parts) {
    return torch.cat(TorchRecurrent.vector(parts), 0);
  }

  private static Tensor stack(List<Tensor> parts) {
    return torch.stack(TorchRecurrent.vector(parts));
  }
}
