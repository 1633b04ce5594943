package eddy.graph.pytorch;

import eddy.format.BadInput;
import eddy.graph.Attributes;
import eddy.graph.GateOrder;
import eddy.graph.Graph;
import eddy.graph.WeightChain;
import eddy.tensor.Array;
import eddy.tensor.Shape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Maps a state dict of PyTorch to a graph, where its weights leave no doubt of what they belong to.
 *
 * <p>A state dict holds no network. Recurrent layers are known by the names of their weights
 * ({@code weight_ih_l0}, ...), whether LSTM, GRU or RNN by their sizes; a matrix without a bias
 * before them is an embedding, one after them an affine map. Between two affine maps there would be
 * an activation that nobody knows, so such weights make no graph; neither do weights of any other
 * layer.
 */
public final class TorchGraph {
  private TorchGraph() {}

  /**
   * The graph: from {@code ids} [batch, time] or {@code x} [batch, time, I] to {@code y} [batch,
   * time, O], with carried states where all layers are of one direction. An RNN is one of tanh.
   *
   * @throws BadInput if the weights leave doubts, which the message tells
   */
  public static Graph of(Map<String, Array> stateDict) {
    Map<String, Array> left = new LinkedHashMap<>(stateDict);
    left.keySet().removeIf(name -> name.matches("(.*\\.)?optim\\w*\\..*"));
    List<String> order = List.copyOf(left.keySet());
    // Modules in the order of their names say nothing by their order.
    List<String> modules = order.stream().map(TorchGraph::module).distinct().toList();
    List<String> recurrent =
        order.stream()
            .filter(name -> name.matches("(.*\\.)?weight_hh(_l\\d+)?"))
            .sorted(
                Comparator.comparingInt((String name) -> modules.indexOf(module(name)))
                    .thenComparingInt(String::length)
                    .thenComparing(Comparator.naturalOrder()))
            .toList();
    List<WeightChain.Layer> layers = recurrent.stream().map(name -> layer(name, left)).toList();
    boolean sorted = modules.stream().sorted().toList().equals(modules);
    int first = recurrent.isEmpty() ? order.size() : order.indexOf(recurrent.getFirst());
    int inputs = layers.isEmpty() ? 0 : layers.getFirst().inputs();
    requireOneEmbedding(sorted, inputs, left);
    Optional<Array> embedding = Optional.empty();
    Optional<WeightChain.Linear> output = Optional.empty();
    for (String name : List.copyOf(left.keySet())) {
      String stem = module(name);
      Array weight = left.get(name);
      if (!name.endsWith("weight") || weight.shape().rank() != 2) {
        continue;
      }
      Optional<Array> bias = Optional.ofNullable(left.get(stem + "bias"));
      boolean before = sorted || order.indexOf(name) < first;
      boolean behind = sorted || order.indexOf(name) > first;
      if (before && bias.isEmpty() && embedding.isEmpty() && weight.shape().last() == inputs) {
        embedding = Optional.of(weight);
        left.remove(name);
      } else if (behind && output.isEmpty()) {
        output =
            Optional.of(
                new WeightChain.Linear(
                    stem.isEmpty() ? "output" : stem.substring(0, stem.length() - 1),
                    weight,
                    bias));
        left.remove(name);
        left.remove(stem + "bias");
      }
    }
    if (!left.isEmpty()) {
      throw new BadInput(
          ("a state dict tells no network, and what %s does in this one can't be guessed; its weights"
                  + " can be converted to a .safetensors file.")
              .formatted(left.keySet().iterator().next()));
    }
    return WeightChain.of(embedding, layers, output);
  }

  private static String module(String name) {
    return name.substring(0, name.lastIndexOf('.') + 1);
  }

  /** Of matrices of one size, only the order of the modules tells the embedding from the output. */
  private static void requireOneEmbedding(boolean sorted, int inputs, Map<String, Array> left) {
    List<String> fitting =
        left.entrySet().stream()
            .filter(entry -> entry.getKey().endsWith("weight"))
            .filter(entry -> entry.getValue().shape().rank() == 2)
            .filter(entry -> entry.getValue().shape().last() == inputs)
            .map(Map.Entry::getKey)
            .filter(name -> !left.containsKey(name.replaceAll("weight$", "bias")))
            .toList();
    if (sorted && fitting.size() > 1) {
      throw new BadInput(
          ("a state dict in the order of names doesn't tell which of %s is the embedding; write it by"
                  + " torch.save, which keeps the order of the modules.")
              .formatted(String.join(" and ", fitting)));
    }
  }

  /** A layer, whose weights are taken out of those that are left. */
  private static WeightChain.Layer layer(String recurrentName, Map<String, Array> left) {
    int at = recurrentName.lastIndexOf("weight_hh");
    String prefix = recurrentName.substring(0, at);
    String suffix = recurrentName.substring(at + "weight_hh".length());
    String name = prefix.isEmpty() ? "rnn" + suffix : prefix.substring(0, at - 1) + suffix;
    boolean both = left.containsKey(prefix + "weight_hh" + suffix + "_reverse");
    List<String> directions = both ? List.of(suffix, suffix + "_reverse") : List.of(suffix);
    List<Array> w = new ArrayList<>();
    List<Array> r = new ArrayList<>();
    List<Array> b = new ArrayList<>();
    Optional<Array> projection = Optional.empty();
    int gates = 0;
    for (String direction : directions) {
      Array input = take(left, prefix + "weight_ih" + direction, name);
      Array recurrent = take(left, prefix + "weight_hh" + direction, name);
      projection = Optional.ofNullable(left.remove(prefix + "weight_hr" + direction));
      int hidden = projection.map(each -> each.shape().last()).orElse(recurrent.shape().last());
      gates = hidden == 0 ? 0 : recurrent.shape().dimension(0) / hidden;
      boolean fits =
          input.shape().rank() == 2
              && recurrent.shape().rank() == 2
              && input.shape().dimension(0) == recurrent.shape().dimension(0)
              && recurrent.shape().dimension(0) == gates * hidden
              && List.of(1, 3, 4).contains(gates);
      if (!fits) {
        throw new BadInput(
            "%s: expected weights [G * H, I] and [G * H, H] with 1, 3 or 4 gates but found %s and %s."
                .formatted(name, input.shape(), recurrent.shape()));
      }
      int[] order = GateOrder.own(gates);
      w.add(GateOrder.reordered(input, order));
      r.add(GateOrder.reordered(recurrent, order));
      for (String kind : List.of("bias_ih", "bias_hh")) {
        Array bias = left.remove(prefix + kind + direction);
        if (bias != null) {
          b.add(GateOrder.reordered(bias, order));
        }
      }
    }
    int rows = w.getFirst().shape().dimension(0);
    return new WeightChain.Layer(
        name,
        gates == 4 ? "LSTM" : gates == 3 ? "GRU" : "RNN",
        gates == 3 ? Attributes.of("linear_before_reset", 1) : Attributes.NONE,
        joined(w, w.size(), rows, w.getFirst().shape().last()),
        joined(r, r.size(), rows, r.getFirst().shape().last()),
        b.isEmpty() ? Optional.empty() : Optional.of(joined(b, w.size(), 2 * rows)),
        Optional.empty(),
        projection);
  }

  private static Array take(Map<String, Array> left, String key, String name) {
    Array array = left.remove(key);
    if (array == null) {
      throw new BadInput(name + ": expected the weights " + key + ", which are not there.");
    }
    return array;
  }

  private static Array joined(List<Array> parts, int... sizes) {
    Shape shape = Shape.of(sizes);
    if (parts.stream().mapToLong(part -> part.data().length).sum() != shape.size()) {
      throw new BadInput("the weights of the gates or directions of a layer differ in size.");
    }
    float[] all = new float[shape.size()];
    int at = 0;
    for (Array part : parts) {
      System.arraycopy(part.data(), 0, all, at, part.data().length);
      at += part.data().length;
    }
    return new Array(shape, all);
  }
}
