package eddy.transcribe;

import eddy.graph.Graph;
import eddy.graph.GraphBuilder;
import eddy.graph.Layers;
import eddy.graph.Type;
import eddy.graph.Value;
import eddy.layer.Conv;
import eddy.layer.Layer;
import eddy.layer.LayerNorm;
import eddy.layer.Linear;
import eddy.recurrent.Recurrent;
import eddy.recurrent.RecurrentBuilder;
import eddy.recurrent.State;
import eddy.sound.Hearing;
import eddy.task.Cells;
import eddy.tensor.Elementwise;
import eddy.tensor.Parameter;
import eddy.tensor.Sequence;
import eddy.tensor.Shape;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import eddy.tensor.Window;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.random.RandomGenerator;

/**
 * The acoustic network: how likely each unit is to be said at each step, or that none is.
 *
 * <p>B recordings of T vectors of F features; V units. Two convolutions with a rectifier leave out
 * steps, a layer norm brings what they found to one scale, without which training hardly begins;
 * recurrent layers follow, and an affine map gives a logit for each unit. The unknown unit is never
 * said, so its number stands for the blank of {@link eddy.loss.Ctc}. The convolutions look back
 * only: they delay nothing and need no end.
 *
 * <p>Parameters: {@code convs.i.*}, see {@link Conv}; {@code norm.*}, see {@link LayerNorm}; {@code
 * rnn.*}, see {@link Recurrent}; {@code output.weight} and {@code output.bias}.
 *
 * <p>Amodei et al., "Deep Speech 2", ICML 2016.
 */
final class AcousticNetwork implements Layer {
  private static final int CHANNELS = 32;
  private static final int REACH = 3;

  private final double dropout;
  private final int features;
  private final List<Conv> convs = new ArrayList<>();
  private final LayerNorm norm;
  private final Recurrent rnn;
  private final Linear output;

  AcousticNetwork(TranscribeConfig config, int units, RandomGenerator random) {
    dropout = config.dropout();
    // Neighbouring bands are alike and may shift with the voice; neighbouring coefficients are not.
    boolean picture = config.hearing().features().equals(Hearing.LOG_MEL);
    int width = config.hearing().size();
    features = width;
    int channels = picture ? 1 : width;
    int columns = width / channels;
    for (int i = 0; i < 2; i++) {
      int stride = config.subsampling() >= 2 << i ? 2 : 1;
      Window window = window(stride, picture, true);
      int outputs = picture ? CHANNELS : config.hidden();
      convs.add(new Conv(channels, outputs, window, random));
      channels = outputs;
      columns = window.columns(columns);
    }
    norm = new LayerNorm(channels * columns);
    RecurrentBuilder builder =
        Cells.recurrent(config.cell(), channels * columns, config.hidden())
            .layers(config.layers())
            .dropout((float) dropout);
    rnn = (config.bidirectional() ? builder.bidirectional() : builder).build(random);
    output = new Linear(rnn.outputSize(), units, random);
  }

  private static Window window(int stride, boolean picture, boolean padded) {
    int top = padded ? REACH - 1 : 0;
    return picture
        ? new Window(REACH, REACH, stride, 2, top, 0, 1, 1)
        : new Window(REACH, 1, stride, 1, top, 0, 0, 0);
  }

  /** The logits [B, T', V] of whole recordings [B, T, F]. */
  Sequence forward(Sequence x) {
    Sequence heard = x;
    for (Conv conv : convs) {
      Sequence y = conv.forward(heard);
      heard = y.with(Elementwise.relu(y.values()));
    }
    return logits(heard, List.of()).sequence();
  }

  private Sequence drop(Sequence x) {
    return x.with(Elementwise.dropout(x.values(), (float) dropout));
  }

  private Recurrent.Output logits(Sequence heard, List<Tensor> state) {
    Sequence normed = heard.with(norm.forward(heard.values()));
    Recurrent.Output outputs = rnn.forward(drop(normed), state);
    Tensor logits = output.forward(drop(outputs.sequence()).values());
    return new Recurrent.Output(heard.with(logits), outputs.state());
  }

  /**
   * What a stream remembers.
   *
   * @param last the last steps that each convolution has seen, none before the first
   * @param state of the recurrent layers, none before the first step
   */
  record Memory(List<float[]> last, List<State> state) {
    static final Memory EMPTY = new Memory(List.of(), List.of());
  }

  /**
   * The logits of a piece of a stream.
   *
   * @param logits [1, T', V]
   * @param memory for the next piece
   */
  record Heard(Sequence logits, Memory memory) {}

  /**
   * Hears on in one stream: the logits are those that the whole of it would give.
   *
   * @param x [1, T, F], where T is a multiple of the sub-sampling unless the stream ends
   */
  Heard forward(Sequence x, Memory before) {
    Tape tape = x.values().tape();
    List<float[]> last = new ArrayList<>();
    Sequence heard = x;
    for (int i = 0; i < convs.size(); i++) {
      Window window = convs.get(i).window();
      int width = heard.features();
      int kept = (REACH - 1) * width;
      float[] old = before.last.isEmpty() ? new float[kept] : before.last.get(i);
      Tensor joined = tape.result(Shape.of(1, heard.time() + REACH - 1, width), heard.values());
      System.arraycopy(old, 0, joined.data(), 0, kept);
      System.arraycopy(heard.values().data(), 0, joined.data(), kept, heard.time() * width);
      float[] next = new float[kept];
      System.arraycopy(joined.data(), heard.time() * width, next, 0, kept);
      last.add(next);
      boolean picture = window.width() > 1;
      Sequence y =
          convs
              .get(i)
              .forward(Sequence.full(joined), window(window.strideHeight(), picture, false));
      heard = y.with(Elementwise.relu(y.values()));
    }
    Recurrent.Output logits =
        logits(heard, before.state.isEmpty() ? List.of() : before.state.getFirst().on(tape));
    return new Heard(logits.sequence(), new Memory(last, List.of(State.of(logits.state()))));
  }

  @Override
  public SequencedMap<String, Parameter> parameters() {
    SequencedMap<String, Layer> layers = new LinkedHashMap<>();
    for (int i = 0; i < convs.size(); i++) {
      layers.put("convs." + i, convs.get(i));
    }
    layers.put("norm", norm);
    layers.put("rnn", rnn);
    layers.put("output", output);
    return Layer.join(layers);
  }

  /**
   * The network as a graph: from normalized features [B, T, F] and true lengths [B] to logits [B,
   * T', V]. With states it hears on in streams, whose pieces are full: the last steps that each
   * convolution has seen are states too, and there are no lengths.
   */
  Graph graph(boolean states) {
    GraphBuilder graph = new GraphBuilder();
    Layers layers = new Layers(graph, states);
    boolean picture = convs.getFirst().window().width() > 1;
    String x = graph.input("features", Type.FLOAT, "batch", "time", "" + features);
    Optional<String> lengths =
        states ? Optional.empty() : Optional.of(graph.input("lengths", Type.INTEGER, "batch"));
    // Channels come before time, and of a picture the bands behind it.
    String heard =
        picture ? graph.add("Unsqueeze", x, graph.integers(1)) : layers.transposed(x, 0, 2, 1);
    int columns = features;
    for (int i = 0; i < convs.size(); i++) {
      Conv conv = convs.get(i);
      Window window = conv.window();
      int channels = conv.parameters().get("weight").shape().dimension(1);
      if (states) {
        heard = continued(graph, layers, "convs." + i, heard, picture, channels, columns);
      }
      heard = graph.add("Relu", layers.convolution("convs." + i, heard, conv, states));
      columns = picture ? window.columns(columns) : columns;
      if (lengths.isPresent() && window.strideHeight() > 1) {
        String last = graph.constant("last", Value.scalar(window.strideHeight() - 1L));
        String stride = graph.constant("stride", Value.scalar((long) window.strideHeight()));
        lengths = Optional.of(graph.add("Div", graph.add("Add", lengths.get(), last), stride));
      }
    }
    String steps =
        picture
            ? layers.reshaped(
                layers.transposed(heard, 0, 2, 3, 1),
                0,
                0,
                norm.parameters().get("weight").shape().size())
            : layers.transposed(heard, 0, 2, 1);
    String normed = layers.layerNorm("norm", steps, norm.parameters());
    String h = layers.recurrent().read("rnn", normed, lengths, rnn).sequence();
    String logits = layers.linear("output", h, output.parameters());
    int units = output.parameters().get("bias").shape().size();
    graph.output("logits", logits, Type.FLOAT, "batch", "steps", "" + units);
    return graph.build();
  }

  /** What a convolution sees: the last steps of the piece before, and then this one. */
  private static String continued(
      GraphBuilder graph,
      Layers layers,
      String name,
      String x,
      boolean picture,
      int channels,
      int columns) {
    int kept = REACH - 1;
    String[] shape =
        picture
            ? new String[] {"batch", "" + channels, "" + kept, "" + columns}
            : new String[] {"batch", "" + channels, "" + kept};
    String before = graph.input(name + ".last", Type.FLOAT, shape);
    String joined = layers.joined(2, before, x);
    String last =
        graph.add(
            "Slice",
            joined,
            graph.integers(-kept),
            graph.integers(Integer.MAX_VALUE),
            graph.integers(2));
    graph.output(name + ".next_last", last, Type.FLOAT, shape);
    graph.carry(name + ".next_last", name + ".last");
    return joined;
  }
}
