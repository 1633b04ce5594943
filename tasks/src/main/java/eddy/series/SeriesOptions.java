package eddy.series;

import eddy.task.Poolings;
import eddy.task.TrainingOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a training on whole sequences is asked for, apart from its data.
 *
 * <pre>{@code
 * SeriesOptions.Draft draft = new SeriesOptions.Draft();
 * draft.bidirectional = false;
 * draft.training = draft.training.with(t -> t.epochs = 5);
 * SeriesOptions options = draft.options();
 * }</pre>
 *
 * @param bidirectional whether sequences are read in both directions
 * @param pooling one or several of last, mean, max and attention
 * @param fitting what is done to the network in training only
 * @param training what means the same in every task
 * @param from the folder of a finished model to begin from, whose channels, labels, scaling and
 *     network are kept
 */
public record SeriesOptions(
    boolean bidirectional,
    List<String> pooling,
    Fitting fitting,
    TrainingOptions training,
    Optional<Path> from) {
  public SeriesOptions {
    pooling = List.copyOf(pooling);
    Poolings.check(pooling);
  }

  /** What becomes options: every field has a sensible value, and may be given another. */
  public static final class Draft {
    public boolean bidirectional = true;
    public List<String> pooling = List.of("last", "max", "mean");
    public double dropoutInput;
    public double weightDrop;
    public TrainingOptions training =
        TrainingOptions.of(t -> {
          t.epochs = 60;
          t.batchSize = 16;
          t.cell = "gru";
          t.hidden = 128;
          t.dropout = 0.5;
          t.learningRate = 0.003;
          t.schedule = "one-cycle";
          t.clip = 1;
          t.patience = 60;
        });
    public Optional<Path> from = Optional.empty();

    /**
     * The options.
     *
     * @throws eddy.format.BadInput if one is out of its range
     */
    public SeriesOptions options() {
      return new SeriesOptions(
          bidirectional,
          pooling,
          new Fitting(training.dropout(), dropoutInput, weightDrop),
          training,
          from);
    }
  }
}
