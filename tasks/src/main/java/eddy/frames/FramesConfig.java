package eddy.frames;

import eddy.task.PooledRecurrent;
import java.util.List;

/**
 * Everything that a model of clips is, apart from its weights: what stands in {@code config.json}.
 *
 * @param format how clips are read
 * @param split how the clips were cut, or nothing where no test part was set aside
 * @param height lines of each frame
 * @param width pixels of a line
 * @param labels the classes, sorted
 * @param mean of each channel of the training's pixels
 * @param deviation of each channel, above zero
 * @param network the layers
 */
public record FramesConfig(
    FramesFormat format,
    String split,
    int height,
    int width,
    List<String> labels,
    List<Float> mean,
    List<Float> deviation,
    Network network) {
  public FramesConfig {
    labels = List.copyOf(labels);
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
  }

  /**
   * The layers of a network, see {@link FramesNetwork}.
   *
   * @param channels of each convolution
   * @param maps channels of each convolutional LSTM, none where there is no such layer
   * @param places how many numbers of a frame are learnt from all its places
   * @param recurrent what reads the frames
   * @param labelParts what parts of labels are scored, see {@link LabelParts}
   */
  public record Network(
      List<Integer> channels,
      List<Integer> maps,
      int places,
      PooledRecurrent.Config recurrent,
      String labelParts) {
    public Network {
      channels = List.copyOf(channels);
      maps = List.copyOf(maps);
    }

    /** Units of each layer that reads the frames. */
    public List<Integer> units() {
      return maps.isEmpty() ? recurrent.units() : maps;
    }

    /** Its name among the options. */
    public String name() {
      return maps.isEmpty() ? FramesOptions.CONV : FramesOptions.CONV_LSTM;
    }

    /** The layers in words. */
    @Override
    public String toString() {
      return "convolutions with %s channels, %s%s"
          .formatted(
              channels,
              maps.isEmpty()
                  ? recurrent
                  : "convolutional lstm with %s, pooling by %s"
                      .formatted(maps, String.join(" and ", recurrent.pooling())),
              labelParts.equals(LabelParts.WHOLE) ? "" : ", labels scored by " + labelParts);
    }
  }

  /** Numbers of a frame. */
  int area() {
    return height * width * format.channels();
  }
}
