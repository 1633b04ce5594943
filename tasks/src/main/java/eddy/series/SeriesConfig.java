package eddy.series;

import eddy.task.PooledRecurrent;
import java.util.List;

/**
 * Everything that a model of whole sequences is, apart from its weights: what stands in {@code
 * config.json}.
 *
 * @param kind what the files are that it was trained on
 * @param format how they are written
 * @param split how the sequences were cut, or nothing where no test part was set aside
 * @param channels what is measured at each step
 * @param labels the classes, sorted; none where a number is predicted
 * @param inputs the scaling of the channels
 * @param target the scaling of the number that is predicted, {@link Scaling#NONE} for labels
 * @param network the layers
 * @param neighbours sequences that the nearest one is sought among, see {@link Baselines}; none
 *     where there were too many
 * @param neighbourSteps steps of all these together
 */
public record SeriesConfig(
    ExampleFormat.Kind kind,
    ExampleFormat format,
    String split,
    List<String> channels,
    List<String> labels,
    Scaling inputs,
    Scaling target,
    PooledRecurrent.Config network,
    int neighbours,
    int neighbourSteps) {
  public SeriesConfig {
    channels = List.copyOf(channels);
    labels = List.copyOf(labels);
  }

  /** Numbers that the network returns for a sequence. */
  int outputs() {
    return numeric() ? 1 : labels.size();
  }

  /** Whether a number is predicted, and no label. */
  boolean numeric() {
    return format.numeric();
  }

  /** Reads files as those of the training, and of tables the same columns. */
  ExampleReader reader() {
    boolean named = kind == ExampleFormat.Kind.TABLE;
    return new ExampleReader(kind, named ? format.withChannels(channels) : format);
  }
}
