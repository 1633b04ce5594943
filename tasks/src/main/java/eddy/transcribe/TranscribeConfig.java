package eddy.transcribe;

import eddy.sound.Hearing;
import java.util.List;

/**
 * Everything that a model is, apart from its vocabulary and its weights: what stands in {@code
 * config.json}.
 *
 * @param units the name of the tokenizer of the transcripts
 * @param hearing what it hears of a sound
 * @param means of each feature over the training part
 * @param deviations of each feature over the training part
 * @param cell see {@link eddy.task.Cells}
 * @param hidden units of a recurrent layer and direction
 * @param layers recurrent layers
 * @param bidirectional whether it reads a whole recording from both ends; else it can follow a
 *     stream
 * @param subsampling vectors of features to one step of the recurrent layers: 1, 2 or 4
 * @param dropout in training
 * @param columns where the transcripts of the training data stood
 * @param split how the training data was cut, or nothing where it was not
 * @param commonest the most frequent transcript, which the baseline always says
 */
public record TranscribeConfig(
    String units,
    Hearing hearing,
    List<Float> means,
    List<Float> deviations,
    String cell,
    int hidden,
    int layers,
    boolean bidirectional,
    int subsampling,
    double dropout,
    TranscribeData.Columns columns,
    String split,
    String commonest) {
  public TranscribeConfig {
    means = List.copyOf(means);
    deviations = List.copyOf(deviations);
  }

  /** Steps of the recurrent layers for so many vectors of features. */
  int steps(int frames) {
    return Math.ceilDiv(frames, subsampling);
  }

  /** Seconds from one step of the recurrent layers to the next. */
  double stepSeconds() {
    return subsampling * (double) hearing.hopSamples() / hearing.rate();
  }
}
