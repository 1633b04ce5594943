package eddy.frames;

import static eddy.task.TrainingOptions.require;

import eddy.task.Poolings;
import eddy.task.TrainingOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a training on clips is asked for, apart from its data.
 *
 * <pre>{@code
 * FramesOptions.Draft draft = new FramesOptions.Draft();
 * draft.network = "conv-lstm";
 * draft.training = draft.training.with(t -> t.hidden = 16);
 * FramesOptions options = draft.options();
 * }</pre>
 *
 * @param network {@link #CONV} or {@link #CONV_LSTM}
 * @param channels of each convolution
 * @param pooling one or several of last, mean, max and attention
 * @param labelParts whole, character or word: what parts of a label the network scores
 * @param shift in training each clip is moved by up to so many lines and pixels, anew in each epoch
 * @param distort in training each clip is stretched, slanted and turned by up to this share of its
 *     size, anew in each epoch
 * @param training what means the same in every task
 * @param from the folder of a finished model to begin from, whose frames, labels, scaling and
 *     network are kept
 */
public record FramesOptions(
    String network,
    List<Integer> channels,
    List<String> pooling,
    String labelParts,
    int shift,
    double distort,
    TrainingOptions training,
    Optional<Path> from) {
  /** Recurrent layers over what convolutions find in each frame. */
  public static final String CONV = "conv";

  /** Recurrent layers that are convolutions themselves. */
  public static final String CONV_LSTM = "conv-lstm";

  private static final int MOST_CHANNELS = 1024;
  private static final int MOST_SHIFT = 1024;
  private static final double MOST_DISTORTION = 0.5;

  public FramesOptions {
    channels = List.copyOf(channels);
    pooling = List.copyOf(pooling);
    require(
        List.of(CONV, CONV_LSTM).contains(network),
        "--network",
        CONV + " or " + CONV_LSTM,
        "'" + network + "'");
    require(
        !channels.isEmpty() && channels.stream().allMatch(c -> c >= 1 && c <= MOST_CHANNELS),
        "--channels",
        "one or several numbers from 1 to " + MOST_CHANNELS,
        channels);
    require(
        network.equals(CONV) || training.cell().equals("lstm"),
        "--cell",
        "lstm beside --network " + CONV_LSTM,
        training.cell());
    Poolings.check(pooling);
    require(
        distort >= 0 && distort <= MOST_DISTORTION,
        "--distort",
        "0 to " + MOST_DISTORTION,
        distort);
    require(shift >= 0 && shift <= MOST_SHIFT, "--shift", "0 to " + MOST_SHIFT, shift);
    require(
        LabelParts.KINDS.contains(labelParts),
        "--label-parts",
        String.join(", ", LabelParts.KINDS),
        "'" + labelParts + "'");
  }

  Augmentation augmentation() {
    return new Augmentation(shift, distort);
  }

  /** What becomes options: every field has a sensible value, and may be given another. */
  public static final class Draft {
    public String network = CONV;
    public List<Integer> channels = List.of(16, 32, 64);
    public List<String> pooling = List.of("last", "max", "mean");
    public String labelParts = LabelParts.WHOLE;
    public int shift = 0;
    public double distort = 0;
    public TrainingOptions training =
        TrainingOptions.of(t -> {
          t.epochs = 30;
          t.batchSize = 16;
          t.hidden = 128;
          t.dropout = 0.3;
          t.learningRate = 0.002;
          t.schedule = "one-cycle";
          t.clip = 1;
          t.patience = 30;
        });
    public Optional<Path> from = Optional.empty();

    /**
     * The options.
     *
     * @throws eddy.format.BadInput if one is out of its range
     */
    public FramesOptions options() {
      return new FramesOptions(
          network, channels, pooling, labelParts, shift, distort, training, from);
    }
  }
}
