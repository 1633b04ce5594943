package eddy.recurrent;

import eddy.layer.Layer;
import eddy.tensor.Arrangement;
import eddy.tensor.Array;
import eddy.tensor.Parameter;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.random.RandomGenerator;

/**
 * The long short-term memory of pictures: an {@link Lstm} at every pixel, whose products see the
 * pixels around it as well.
 *
 * <p>B clips, T frames, R lines of S pixels, C channels in, H out, a window of K by K pixels,
 * padded with zeros so that pictures keep their size.
 *
 * <pre>
 *   i = sigmoid(W_xi * x + W_hi * h + b_i)      where * is the convolution
 *   f = sigmoid(W_xf * x + W_hf * h + b_f)
 *   g = tanh   (W_xg * x + W_hg * h + b_g)
 *   o = sigmoid(W_xo * x + W_ho * h + b_o)
 *   c' = f c + i g
 *   h' = o tanh(c')
 * </pre>
 *
 * <p>Parameters: {@code weight_ih} [4H, C, K, K], {@code weight_hh} [4H, H, K, K], {@code bias_ih}
 * and {@code bias_hh} [4H], rows in the order i, f, g, o; all uniform between +-1/sqrt(H K K) at
 * first. With a window of one pixel this is an Lstm that each pixel runs by itself.
 *
 * <p>Shi et al., "Convolutional LSTM network: a machine learning approach for precipitation
 * nowcasting", NeurIPS 2015, without its peepholes.
 */
public final class ConvLstm implements Layer {
  private static final int GATES = 4;

  private final int channels;
  private final int hidden;
  private final int window;
  private final SequencedMap<String, Parameter> parameters = new LinkedHashMap<>();

  /**
   * A layer with fresh parameters.
   *
   * @param channels C
   * @param hidden H
   * @param window K, odd
   */
  public ConvLstm(int channels, int hidden, int window, RandomGenerator random) {
    if (channels < 1 || hidden < 1 || window < 1 || window % 2 == 0) {
      throw new IllegalArgumentException(
          "ConvLstm: expected one or more channels and hidden channels and an odd window but got"
              + " %d, %d and %d.".formatted(channels, hidden, window));
    }
    this.channels = channels;
    this.hidden = hidden;
    this.window = window;
    add("weight_ih", random, GATES * hidden, channels, window, window);
    add("weight_hh", random, GATES * hidden, hidden, window, window);
    add("bias_ih", random, GATES * hidden);
    add("bias_hh", random, GATES * hidden);
  }

  private void add(String name, RandomGenerator random, int... shape) {
    float bound = (float) (1 / Math.sqrt((double) hidden * window * window));
    Array value = Array.zeros(shape);
    for (int i = 0; i < value.data().length; i++) {
      value.data()[i] = random.nextFloat(-bound, bound);
    }
    parameters.put(name, new Parameter(value));
  }

  @Override
  public SequencedMap<String, Parameter> parameters() {
    return parameters;
  }

  /**
   * What the layer returns.
   *
   * @param frames h of every frame, [B, T, R, S, H], zeros behind the end of a clip
   * @param last h after the last true frame, [B, R, S, H]
   */
  public record Output(Tensor frames, Tensor last) {}

  /**
   * Runs over clips from a state of zeros.
   *
   * @param x [B, T, R, S, C]
   * @param lengths B true numbers of frames, each from 1 to T; not modified
   */
  public Output forward(Tensor x, int[] lengths) {
    int[] shape = x.shape().toArray();
    if (shape.length != 5 || shape[4] != channels || shape[0] != lengths.length) {
      throw new IllegalArgumentException(
          "ConvLstm: expected clips [%d, time, lines, pixels, %d], a length for each, but got %s."
              .formatted(lengths.length, channels, x.shape()));
    }
    if (Arrays.stream(lengths).anyMatch(length -> length < 1 || length > shape[1])) {
      throw new IllegalArgumentException(
          "ConvLstm: expected lengths from 1 to "
              + shape[1]
              + " but got "
              + Arrays.toString(lengths)
              + ".");
    }
    Neighbours neighbours = new Neighbours(shape[2], shape[3], window);
    int area = neighbours.area();
    int[] each = new int[lengths.length * area];
    Arrays.setAll(each, pixel -> lengths[pixel / area]);
    Layout layout = new Layout(each);
    Tensor seen = neighbours.look(x, layout);
    Tensor[] results =
        Engine.run(new Lstm(), weights(x.tape()), layout, neighbours, false, seen, List.of());
    Tensor last = Packing.stack(new Tensor[] {results[1]}, layout);
    return new Output(
        neighbours.clips(results[0], layout, shape[1]),
        Arrangement.reshape(last, shape[0], shape[2], shape[3], hidden));
  }

  private Weights weights(Tape tape) {
    return new Weights(
        hidden,
        hidden,
        matrix(tape, "weight_ih", channels),
        List.of(matrix(tape, "weight_hh", hidden)),
        List.of(tape.parameter(parameters.get("bias_ih"))),
        List.of(tape.parameter(parameters.get("bias_hh"))),
        List.of(),
        List.of(),
        Packs.once());
  }

  private Tensor matrix(Tape tape, String name, int inputs) {
    Tensor weight = tape.parameter(parameters.get(name));
    return Arrangement.reshape(weight, GATES * hidden, inputs * window * window);
  }
}
