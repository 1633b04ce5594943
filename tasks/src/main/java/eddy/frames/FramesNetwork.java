package eddy.frames;

import eddy.graph.Attributes;
import eddy.graph.Graph;
import eddy.graph.GraphBuilder;
import eddy.graph.Layers;
import eddy.graph.Type;
import eddy.layer.Conv;
import eddy.layer.Layer;
import eddy.layer.LayerNorm;
import eddy.layer.Linear;
import eddy.recurrent.ConvLstm;
import eddy.task.PooledRecurrent;
import eddy.tensor.Arrangement;
import eddy.tensor.Array;
import eddy.tensor.Elementwise;
import eddy.tensor.Parameter;
import eddy.tensor.RowDropout;
import eddy.tensor.Sequence;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import eddy.tensor.Window;
import eddy.tensor.WindowPooling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.random.RandomGenerator;

/**
 * Convolutions that look at each frame, and recurrent layers that read what they found.
 *
 * <p>B clips of up to T frames; h lines of w pixels and c channels behind the convolutions; K
 * classes.
 *
 * <pre>
 *   m_t = relu(pool(conv(...(frame_t - mean) / deviation)))      [h, w, c]
 *   m = convolutional lstm(m)                                    where there is one
 *   v_t = norm(max of m_t over all places; relu(W m_t + b))      what there is, and where
 *   logits = recurrent layers(v), see {@link PooledRecurrent}
 * </pre>
 *
 * <p>The first convolution has a window of 5 x 5 pixels and leaves out every other one, the others
 * have 3 x 3; each pooling takes the largest of 2 x 2. The largest value of a channel over all
 * places doesn't change where the thing that it stands for moves, so that it need not be learnt
 * anew for every place.
 *
 * <p>Parameters: {@code convs.i.*}, see {@link Conv}; {@code maps.i.*}, see {@link ConvLstm};
 * {@code places.weight} and {@code places.bias}; {@code norm.*}, see {@link LayerNorm}; those of
 * {@link PooledRecurrent}; {@code parts.*}, see {@link LabelParts}, where labels have parts.
 *
 * <p>Donahue et al., "Long-term recurrent convolutional networks for visual recognition and
 * description", CVPR 2015.
 */
final class FramesNetwork implements Layer {
  private static final Window FIRST = Window.square(5, 2, 2);
  private static final Window OTHER = Window.square(3, 1, 1);

  /** Of an odd number of pixels, the last is a maximum by itself. */
  private static final Window POOL = new Window(2, 2, 2, 2, 0, 1, 0, 1);

  private static final int LSTM_WINDOW = 3;

  private final FramesConfig config;
  private final float dropout;
  private final int height;
  private final int width;
  private final int channels;
  private final List<Conv> convs = new ArrayList<>();
  private final List<ConvLstm> maps = new ArrayList<>();
  private final Linear places;
  private final LayerNorm norm;
  private final PooledRecurrent recurrent;
  private final Optional<LabelParts> parts;

  FramesNetwork(FramesConfig config, double dropout, RandomGenerator random) {
    this.config = config;
    this.dropout = (float) dropout;
    FramesConfig.Network network = config.network();
    int lines = config.height();
    int pixels = config.width();
    int inputs = config.format().channels();
    for (int outputs : network.channels()) {
      Window window = convs.isEmpty() ? FIRST : OTHER;
      convs.add(new Conv(inputs, outputs, window, random));
      lines = POOL.rows(window.rows(lines));
      pixels = POOL.columns(window.columns(pixels));
      inputs = outputs;
    }
    for (int outputs : network.maps()) {
      maps.add(new ConvLstm(inputs, outputs, LSTM_WINDOW, random));
      inputs = outputs;
    }
    height = lines;
    width = pixels;
    channels = inputs;
    places = new Linear(lines * pixels * inputs, network.places(), random);
    norm = new LayerNorm(inputs + network.places());
    parts = LabelParts.of(config.labels(), network.labelParts());
    recurrent =
        new PooledRecurrent(
            network.recurrent(),
            inputs + network.places(),
            parts.map(LabelParts::count).orElse(config.labels().size()),
            dropout,
            0,
            random);
  }

  @Override
  public SequencedMap<String, Parameter> parameters() {
    SequencedMap<String, Layer> layers = new LinkedHashMap<>();
    for (int i = 0; i < convs.size(); i++) {
      layers.put("convs." + i, convs.get(i));
    }
    for (int i = 0; i < maps.size(); i++) {
      layers.put("maps." + i, maps.get(i));
    }
    layers.put("places", places);
    layers.put("norm", norm);
    parts.ifPresent(layer -> layers.put("parts", layer));
    SequencedMap<String, Parameter> all = new LinkedHashMap<>(Layer.join(layers));
    all.putAll(recurrent.parameters());
    return all;
  }

  /**
   * What the network makes of clips.
   *
   * @param clips of the model's size
   * @return [B, K]
   */
  Tensor logits(Tape tape, List<Clip> clips) {
    int[] lengths = clips.stream().mapToInt(Clip::frames).toArray();
    int time = Arrays.stream(lengths).max().orElseThrow();
    Tensor seen = tape.constant(scaled(clips, Arrays.stream(lengths).sum()));
    for (Conv conv : convs) {
      seen = Elementwise.relu(WindowPooling.max(conv.forward(seen), POOL));
    }
    int[] rows = rows(lengths, time);
    Tensor vectors =
        maps.isEmpty()
            ? Arrangement.rows(vectors(seen), rows, lengths.length, time)
            : vectors(mapped(seen, rows, lengths, time));
    vectors =
        Arrangement.reshape(vectors, lengths.length, time, channels + config.network().places());
    Tensor scores = recurrent.forward(RowDropout.locked(new Sequence(vectors, lengths), dropout));
    return parts.map(layer -> layer.logits(scores)).orElse(scores);
  }

  /** The frames of all clips, one after another. */
  private Array scaled(List<Clip> clips, int frames) {
    Array pixels = Array.zeros(frames, config.height(), config.width(), config.format().channels());
    int channels = config.format().channels();
    int first = 0;
    for (Clip clip : clips) {
      byte[] from = clip.pixels();
      for (int c = 0; c < channels; c++) {
        float mean = config.mean().get(c);
        float deviation = config.deviation().get(c);
        for (int i = c; i < from.length; i += channels) {
          pixels.data()[first + i] = ((from[i] & 0xff) - mean) / deviation;
        }
      }
      first += from.length;
    }
    return pixels;
  }

  /** Which frame stands at each step of each clip; the first of all at those behind an end. */
  private static int[] rows(int[] lengths, int time) {
    int[] rows = new int[lengths.length * time];
    int first = 0;
    for (int b = 0; b < lengths.length; b++) {
      for (int t = 0; t < lengths[b]; t++) {
        rows[b * time + t] = first + t;
      }
      first += lengths[b];
    }
    return rows;
  }

  /** Runs the convolutional layers over time: [B * T, h, w, c]. */
  private Tensor mapped(Tensor seen, int[] rows, int[] lengths, int time) {
    int frames = seen.shape().dimension(0);
    Tensor flat = Arrangement.reshape(seen, frames, seen.shape().size() / frames);
    Tensor x =
        Arrangement.reshape(
            Arrangement.rows(flat, rows, lengths.length, time),
            lengths.length,
            time,
            height,
            width,
            seen.shape().last());
    for (ConvLstm layer : maps) {
      x = layer.forward(x, lengths).frames();
    }
    return Arrangement.reshape(x, lengths.length * time, height, width, channels);
  }

  /** A vector of each picture, [N, h, w, c] to [N, c + places]. */
  private Tensor vectors(Tensor pictures) {
    int count = pictures.shape().dimension(0);
    Window all = new Window(height, width, 1, 1, 0, 0, 0, 0);
    Tensor what = Arrangement.reshape(WindowPooling.max(pictures, all), count, channels);
    Tensor where = places.forward(Arrangement.reshape(pictures, count, height * width * channels));
    return norm.forward(Arrangement.concatenate(what, Elementwise.relu(where)));
  }

  /**
   * The network as a graph: from pixels [B, T, H, W, channels] as the files have them, 0 to 255,
   * and true lengths [B] to logits [B, K].
   */
  Graph graph() {
    GraphBuilder graph = new GraphBuilder();
    Layers layers = new Layers(graph, false);
    int inputs = config.format().channels();
    String pixels =
        graph.input(
            "pixels",
            Type.FLOAT,
            "batch",
            "time",
            "" + config.height(),
            "" + config.width(),
            "" + inputs);
    String lengths = graph.input("lengths", Type.INTEGER, "batch");
    String mean = graph.constant("mean", Array.of(config.mean()));
    String deviation = graph.constant("deviation", Array.of(config.deviation()));
    String scaled = graph.add("Div", graph.add("Sub", pixels, mean), deviation);
    String frames = layers.reshaped(scaled, -1, config.height(), config.width(), inputs);
    String seen = layers.transposed(frames, 0, 3, 1, 2);
    Attributes pool =
        Attributes.of("kernel_shape", List.of(POOL.height(), POOL.width()))
            .with("strides", List.of(POOL.strideHeight(), POOL.strideWidth()))
            .with("pads", List.of(POOL.top(), POOL.left(), POOL.bottom(), POOL.right()));
    for (int i = 0; i < convs.size(); i++) {
      String convolved = layers.convolution("convs." + i, seen, convs.get(i), false);
      seen = graph.add("Relu", graph.add("MaxPool", pool, convolved));
    }
    if (!maps.isEmpty()) {
      seen = mapped(layers, pixels, seen, lengths);
    }
    String what = graph.add("ReduceMax", Attributes.of("keepdims", 0), seen, graph.integers(2, 3));
    String flat = layers.reshaped(layers.transposed(seen, 0, 2, 3, 1), 0, -1);
    String where = graph.add("Relu", layers.linear("places", flat, places.parameters()));
    String normed = layers.layerNorm("norm", layers.joined(1, what, where), norm.parameters());
    String shape =
        layers.joined(
            0,
            layers.size(pixels, 0),
            layers.size(pixels, 1),
            graph.integers(channels + config.network().places()));
    String x = graph.add("Reshape", normed, shape);
    String scores = layers.recurrent().pooled(x, lengths, recurrent);
    String logits = parts.map(layer -> layer.logits(layers, scores)).orElse(scores);
    graph.output("logits", logits, Type.FLOAT, "batch", "" + config.labels().size());
    return graph.build();
  }

  /** Writes the convolutional layers over time, from and to [B * T, channels, h, w]. */
  private String mapped(Layers layers, String pixels, String seen, String lengths) {
    GraphBuilder graph = layers.graph();
    int inputs = maps.getFirst().parameters().get("weight_ih").shape().dimension(1);
    String shape =
        layers.joined(
            0,
            layers.size(pixels, 0),
            layers.size(pixels, 1),
            graph.integers(inputs, height, width));
    String x = layers.transposed(graph.add("Reshape", seen, shape), 1, 0, 2, 3, 4);
    for (int i = 0; i < maps.size(); i++) {
      x = layers.recurrent().convolutional("maps." + i, x, lengths, maps.get(i));
    }
    return layers.reshaped(layers.transposed(x, 1, 0, 2, 3, 4), -1, channels, height, width);
  }
}
