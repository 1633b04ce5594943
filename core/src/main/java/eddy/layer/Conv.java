package eddy.layer;

import eddy.tensor.Array;
import eddy.tensor.Convolution;
import eddy.tensor.Parameter;
import eddy.tensor.Sequence;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import eddy.tensor.Window;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.random.RandomGenerator;

/**
 * A convolution over pictures, or along the time of sequences.
 *
 * <p>C = inputChannels, O = outputChannels, a {@link Window} of R rows and S columns. Parameters:
 * {@code weight} [O, C, R, S] and {@code bias} [O], both uniform between {@code -1/sqrt(C R S)} and
 * {@code 1/sqrt(C R S)} at first. A convolution along time only has S = 1, and PyTorch's weight of
 * three dimensions then is the same numbers in the same order.
 *
 * <p>LeCun et al., "Backpropagation applied to handwritten zip code recognition", 1989; along time,
 * Waibel et al., "Phoneme recognition using time-delay neural networks", 1989.
 */
public final class Conv implements Layer {
  private final Window window;
  private final Parameter weight;
  private final Parameter bias;

  /** A layer with fresh parameters. */
  public Conv(int inputChannels, int outputChannels, Window window, RandomGenerator random) {
    this.window = window;
    weight =
        new Parameter(Array.zeros(outputChannels, inputChannels, window.height(), window.width()));
    bias = new Parameter(Array.zeros(outputChannels));
    double bound = 1 / Math.sqrt((double) inputChannels * window.height() * window.width());
    Initialization.uniform(Initialization.all(weight), -bound, bound, random);
    Initialization.uniform(Initialization.all(bias), -bound, bound, random);
  }

  /**
   * Convolves pictures.
   *
   * @param x [B, H, W, C]
   * @return [B, H', W', O]
   */
  public Tensor forward(Tensor x) {
    return Convolution.convolve(x, x.tape().parameter(weight), x.tape().parameter(bias), window);
  }

  /**
   * Convolves sequences along time, see {@link Convolution#convolve(Sequence, Tensor, Tensor,
   * Window)}.
   *
   * @param x [B, T, W * C]
   * @return [B, T', W' * O]
   */
  public Sequence forward(Sequence x) {
    return forward(x, window);
  }

  /**
   * The same with another padding, for a stream, whose last steps stand in the place of the
   * padding.
   *
   * @param other of the same size
   */
  public Sequence forward(Sequence x, Window other) {
    Tape tape = x.values().tape();
    return Convolution.convolve(x, tape.parameter(weight), tape.parameter(bias), other);
  }

  /** What it looks at. */
  public Window window() {
    return window;
  }

  @Override
  public SequencedMap<String, Parameter> parameters() {
    SequencedMap<String, Parameter> all = new LinkedHashMap<>();
    all.put("weight", weight);
    all.put("bias", bias);
    return all;
  }
}
