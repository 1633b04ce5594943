package eddy.transcribe;

import static eddy.task.TrainingOptions.require;

import eddy.format.BadInput;
import eddy.sound.Hearing;
import eddy.task.TrainingOptions;
import eddy.text.Tokenizer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a training of speech to text is asked for, apart from its data.
 *
 * @param units of the transcripts, one of {@link Tokenizer#NAMES}
 * @param vocabularySize the most units, for subwords
 * @param rate samples a second that sound is brought to; by default those of the first recording,
 *     at most 16,000
 * @param features see {@link Hearing}
 * @param bands of the mel scale; by default 40 below 16,000 samples a second and else 80
 * @param bidirectional whether a whole recording is read from both ends; else the model can follow
 *     a stream
 * @param subsampling vectors of features to one step of the recurrent layers: 1, 2 or 4
 * @param speed whether recordings are trained on faster and slower, too
 * @param masks whether stripes of bands and of time are blanked out in training
 * @param training what means the same in every task
 * @param from a model folder to begin from, whose vocabulary is kept and whose network is the one
 *     that these options describe
 */
public record TranscribeOptions(
    String units,
    int vocabularySize,
    OptionalInt rate,
    String features,
    OptionalInt bands,
    boolean bidirectional,
    int subsampling,
    boolean speed,
    boolean masks,
    TrainingOptions training,
    Optional<Path> from) {
  public TranscribeOptions {
    require(Tokenizer.NAMES.contains(units), "--units", "" + Tokenizer.NAMES, "'" + units + "'");
    require(vocabularySize >= 3, "--vocabulary-size", "3 or more", vocabularySize);
    require(
        subsampling == 1 || subsampling == 2 || subsampling == 4,
        "--subsampling",
        "1, 2 or 4",
        subsampling);
    hearing(16_000, rate, features, bands);
  }

  /** What is heard of recordings of so many samples a second. */
  Hearing hearing(int recorded) {
    return hearing(recorded, rate, features, bands);
  }

  private static Hearing hearing(
      int recorded, OptionalInt rate, String features, OptionalInt bands) {
    Hearing usual = Hearing.of(rate.orElse(Math.min(recorded, 16_000)), features);
    return bands.isEmpty()
        ? usual
        : new Hearing(
            usual.rate(),
            features,
            bands.getAsInt(),
            Math.min(usual.coefficients(), bands.getAsInt()),
            usual.window(),
            usual.hop());
  }

  /** What becomes options: every field has a sensible value, and may be given another. */
  public static final class Draft {
    public String units = "character";
    public int vocabularySize = 500;
    public OptionalInt rate = OptionalInt.empty();
    public String features = Hearing.LOG_MEL;
    public OptionalInt bands = OptionalInt.empty();
    public boolean bidirectional = true;
    public int subsampling = 2;
    public boolean speed = true;
    public boolean masks = true;
    public TrainingOptions training =
        TrainingOptions.of(t -> {
          t.epochs = 40;
          // With it, sounds find their places many epochs earlier than with an LSTM.
          t.cell = "gru";
          t.batchSize = 8;
          t.hidden = 128;
          t.layers = 2;
          t.dropout = 0.2;
          t.learningRate = 0.002;
          t.schedule = "one-cycle";
          t.clip = 5;
          t.patience = 10;
        });
    public Optional<Path> from = Optional.empty();

    /**
     * The options.
     *
     * @throws BadInput if one is out of its range
     */
    public TranscribeOptions options() {
      return new TranscribeOptions(
          units,
          vocabularySize,
          rate,
          features,
          bands,
          bidirectional,
          subsampling,
          speed,
          masks,
          training,
          from);
    }
  }
}
