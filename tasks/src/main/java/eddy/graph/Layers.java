package eddy.graph;

import eddy.layer.Conv;
import eddy.tensor.Array;
import eddy.tensor.Parameter;
import eddy.tensor.Shape;
import eddy.tensor.Window;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes layers down as a graph, with PyTorch's names, shapes and layouts: batch first.
 *
 * <p>B sequences, T steps, I and O inputs and outputs of a layer, W outputs of a recurrent one.
 */
public final class Layers {
  private final GraphBuilder graph;
  private final boolean states;
  private final Map<Parameter, String> written = new IdentityHashMap<>();

  /**
   * Layers for a graph.
   *
   * @param states whether the states of recurrent layers are inputs and outputs
   */
  public Layers(GraphBuilder graph, boolean states) {
    this.graph = graph;
    this.states = states;
  }

  /** Where they are written to. */
  public GraphBuilder graph() {
    return graph;
  }

  /**
   * An affine map of the last dimension.
   *
   * @param weight the name of a constant [O, I]
   * @param bias the name of a constant [O]
   */
  public String linear(String x, String weight, Optional<String> bias) {
    String product = graph.add("MatMul", x, transposed(weight, 1, 0));
    return bias.map(b -> graph.add("Add", product, b)).orElse(product);
  }

  /** The same with the parameters of a layer. */
  public String linear(String name, String x, Map<String, Parameter> parameters) {
    String weight = constant(name + ".weight", parameters.get("weight"));
    return linear(x, weight, Optional.of(constant(name + ".bias", parameters.get("bias"))));
  }

  /** A parameter as a constant, written once. */
  public String constant(String name, Parameter parameter) {
    return written.computeIfAbsent(parameter, one -> graph.constant(name, one.value().copy()));
  }

  /** With its dimensions in another order. */
  public String transposed(String x, long... order) {
    return graph.add("Transpose", Attributes.of("perm", order), x);
  }

  /** The rows of a table [V, F] that ids name. */
  public String embedding(String table, String ids) {
    return graph.add("Gather", table, ids);
  }

  /** With other sizes: 0 is that of x, -1 what is left. */
  public String reshaped(String x, long... sizes) {
    return graph.add("Reshape", x, graph.integers(sizes));
  }

  /** The size of one dimension, as a list of one. */
  public String size(String x, int axis) {
    return graph.add("Gather", graph.add("Shape", x), graph.integers(axis));
  }

  /**
   * A convolution along time, [B, C, T], or over pictures, [B, C, T, W].
   *
   * @param withoutTop whether the steps of the padding before the first stand in x already
   */
  public String convolution(String name, String x, Conv conv, boolean withoutTop) {
    Window window = conv.window();
    Array weight = conv.parameters().get("weight").value();
    boolean picture = window.width() > 1;
    int[] sizes = weight.shape().toArray();
    Array own =
        new Array(
            Shape.of(picture ? sizes : new int[] {sizes[0], sizes[1], sizes[2]}),
            weight.data().clone());
    int top = withoutTop ? 0 : window.top();
    Attributes attributes =
        picture
            ? Attributes.of("strides", List.of(window.strideHeight(), window.strideWidth()))
                .with("pads", List.of(top, window.left(), window.bottom(), window.right()))
            : Attributes.of("strides", List.of(window.strideHeight()))
                .with("pads", List.of(top, window.bottom()));
    return graph.add(
        "Conv",
        attributes,
        x,
        graph.constant(name + ".weight", own),
        constant(name + ".bias", conv.parameters().get("bias")));
  }

  /** Brings each row to mean 0 and variance 1, with the parameters of a layer norm. */
  public String layerNorm(String name, String x, Map<String, Parameter> parameters) {
    String weight = constant(name + ".weight", parameters.get("weight"));
    String bias = constant(name + ".bias", parameters.get("bias"));
    return graph.add("LayerNormalization", Attributes.NONE, x, weight, bias);
  }

  /**
   * The logarithms of the probabilities of {@link eddy.loss.AdaptiveSoftmax}: those of the head,
   * and behind them, for each cluster, its own plus those of its classes.
   *
   * @return [..., C]
   */
  public String adaptiveSoftmax(String name, String x, Map<String, Parameter> parameters) {
    int clusters = 0;
    while (parameters.containsKey("tail." + clusters + ".0.weight")) {
      clusters++;
    }
    Parameter head = parameters.get("head.weight");
    String weight = constant(name + ".head.weight", head);
    String first = graph.add("LogSoftmax", linear(x, weight, Optional.empty()));
    int shortlist = head.shape().dimension(0) - clusters;
    List<String> parts = new ArrayList<>();
    parts.add(slice(first, -1, 0, shortlist));
    for (int i = 0; i < clusters; i++) {
      String own = x;
      for (int k = 0; k < 2; k++) {
        String part = "tail.%d.%d.weight".formatted(i, k);
        own = linear(own, constant(name + "." + part, parameters.get(part)), Optional.empty());
      }
      String cluster = slice(first, -1, shortlist + i, shortlist + i + 1);
      parts.add(graph.add("Add", graph.add("LogSoftmax", own), cluster));
    }
    return joined(-1, parts.toArray(String[]::new));
  }

  /** A part of an axis; places below zero count from its end. */
  public String slice(String x, int axis, int from, int to) {
    return graph.add("Slice", x, graph.integers(from), graph.integers(to), graph.integers(axis));
  }

  /** Some values one after the other along an axis. */
  public String joined(int axis, String... parts) {
    return parts.length == 1 ? parts[0] : graph.add("Concat", Attributes.of("axis", axis), parts);
  }

  /** Which of the steps of sequences are true, [B, T, 1]. */
  public String mask(String x, String lengths) {
    String rows = graph.add("Unsqueeze", lengths, graph.integers(1));
    return graph.add("Unsqueeze", graph.add("Less", steps(x), rows), graph.integers(2));
  }

  /** The numbers of the steps of sequences, [T]. */
  private String steps(String x) {
    String steps = graph.add("Squeeze", size(x, 1), graph.integers(0));
    String zero = graph.constant("zero", Value.scalar(0L));
    String one = graph.constant("one", Value.scalar(1L));
    return graph.add("Range", zero, steps, one);
  }

  /** The last true step of each sequence, [B, W]. */
  public String lastStep(String x, String lengths) {
    String rows = graph.add("Unsqueeze", lengths, graph.integers(1));
    String last = graph.add("Sub", rows, graph.constant("one", Value.scalar(1L)));
    String chosen = graph.add("Unsqueeze", graph.add("Equal", steps(x), last), graph.integers(2));
    String zeros = graph.constant("nothing", Value.scalar(0f));
    return graph.add(
        "ReduceSum",
        Attributes.of("keepdims", 0),
        graph.add("Where", chosen, x, zeros),
        graph.integers(1));
  }

  /** The last h of each direction of a layer side by side, from [D, B, H] to [B, D * H]. */
  public String sideBySide(String last) {
    return reshaped(transposed(last, 1, 0, 2), 0, -1);
  }

  /**
   * One vector of all true steps, several poolings side by side, as {@link eddy.task.Poolings}
   * makes them.
   *
   * @param h the name of [B, T, W]
   * @param last the name of the last h of the layer, [D, B, W / D]
   * @param attention the parameters of the pooling by attention
   */
  public String pooled(
      List<String> kinds, String h, String lengths, String last, Map<String, Parameter> attention) {
    List<String> all = new ArrayList<>();
    for (String kind : kinds) {
      all.add(
          switch (kind) {
            case "last" -> sideBySide(last);
            case "mean" -> mean(h, lengths);
            case "max" -> max(h, lengths);
            default -> attended(h, lengths, attention);
          });
    }
    return joined(1, all.toArray(String[]::new));
  }

  private String mean(String h, String lengths) {
    String zeros = graph.constant("nothing", Value.scalar(0f));
    String kept = graph.add("Where", mask(h, lengths), h, zeros);
    String sum = graph.add("ReduceSum", Attributes.of("keepdims", 0), kept, graph.integers(1));
    String count = graph.add("Cast", Attributes.of("to", 1), lengths);
    return graph.add("Div", sum, graph.add("Unsqueeze", count, graph.integers(1)));
  }

  /** The greatest of each feature over the true steps, [B, W]. */
  public String max(String h, String lengths) {
    String kept = graph.add("Where", mask(h, lengths), h, least());
    return graph.add("ReduceMax", Attributes.of("keepdims", 0), kept, graph.integers(1));
  }

  private String least() {
    return graph.constant("least", Value.scalar(-Float.MAX_VALUE));
  }

  private String attended(String h, String lengths, Map<String, Parameter> parameters) {
    String hidden = graph.add("Tanh", linear("attention.hidden", h, part(parameters, "hidden.")));
    String scores = linear("attention.score", hidden, part(parameters, "score."));
    String kept = graph.add("Where", mask(h, lengths), scores, least());
    String shares = graph.add("Softmax", Attributes.of("axis", 1), kept);
    return graph.add(
        "ReduceSum", Attributes.of("keepdims", 0), graph.add("Mul", h, shares), graph.integers(1));
  }

  /**
   * What attention looks at.
   *
   * @param values the name of some states, [B, S, K]
   * @param keys the name of what is compared with the queries, [B, S, H]
   * @param mask the name of which states are true, [B, 1, S]
   */
  public record Memory(String values, String keys, String mask) {}

  /**
   * Makes some states ready for attention.
   *
   * @param values the name of [B, S, K]
   * @param lengths the name of B true lengths
   * @param parameters of the attention
   */
  public Memory memory(
      String name, String values, String lengths, Map<String, Parameter> parameters) {
    String key = constant(name + ".weight_key", parameters.get("weight_key"));
    String keys = linear(values, key, Optional.empty());
    return new Memory(values, keys, transposed(mask(values, lengths), 0, 2, 1));
  }

  /**
   * What attention makes of a memory for each query, as {@link eddy.layer.Attention} does.
   *
   * @param queries the name of [B, T, H]
   * @return the name of the contexts, [B, T, K]
   */
  public String attention(
      String name, String queries, Memory memory, Map<String, Parameter> parameters) {
    String scores;
    if (parameters.containsKey("weight_score")) {
      String weight = constant(name + ".weight_query", parameters.get("weight_query"));
      String bias = constant(name + ".bias", parameters.get("bias"));
      String asked = linear(queries, weight, Optional.of(bias));
      String sums =
          graph.add(
              "Add",
              graph.add("Unsqueeze", asked, graph.integers(2)),
              graph.add("Unsqueeze", memory.keys(), graph.integers(1)));
      String score = constant(name + ".weight_score", parameters.get("weight_score"));
      scores = graph.add("MatMul", graph.add("Tanh", sums), score);
    } else {
      scores = graph.add("MatMul", queries, transposed(memory.keys(), 0, 2, 1));
    }
    String shares = graph.add("Softmax", graph.add("Where", memory.mask(), scores, least()));
    return graph.add("MatMul", shares, memory.values());
  }

  /** The parameters whose names begin with something, without it. */
  public static Map<String, Parameter> part(Map<String, Parameter> all, String begin) {
    Map<String, Parameter> part = new LinkedHashMap<>();
    all.forEach((name, parameter) -> {
      if (name.startsWith(begin)) {
        part.put(name.substring(begin.length()), parameter);
      }
    });
    return part;
  }

  /** Recurrent layers with this choice of states. */
  public RecurrentLayers recurrent() {
    return new RecurrentLayers(this, states);
  }
}
