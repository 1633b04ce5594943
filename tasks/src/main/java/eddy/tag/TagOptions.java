package eddy.tag;

import static eddy.task.TrainingOptions.require;

import eddy.format.BadInput;
import eddy.task.TrainingOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a training of a tagger is asked for, apart from its sentences.
 *
 * <pre>{@code
 * TagOptions.Draft draft = new TagOptions.Draft();
 * draft.format = new TagFormat(1, 3, List.of(2), false, false, "UTF-8");
 * draft.training = draft.training.with(t -> t.epochs = 10);
 * TagOptions options = draft.options();
 * }</pre>
 *
 * @param format how the files are read
 * @param scheme that the network works in: bio or bioes, whatever scheme the files have, or plain
 *     to take every tag as it is
 * @param crf whether the tags of a sentence are found together, by a conditional random field
 * @param minCount how often a word, pair or feature must occur to have a vector of its own
 * @param embedding elements of a word's vector
 * @param characters units of each direction of the network that spells words, and elements of a
 *     character's vector; 0 for none
 * @param pairs whether each word with its next is a feature
 * @param wordDropout a: a word that occurs n times is read as unknown with probability a / (a + n)
 * @param vectors a file of word vectors to begin from, see {@link eddy.text.WordVectors}
 * @param training what means the same in every task
 * @param from a model folder to begin from, whose network and vocabularies are kept
 */
public record TagOptions(
    TagFormat format,
    String scheme,
    boolean crf,
    int minCount,
    int embedding,
    int characters,
    boolean pairs,
    double wordDropout,
    Optional<Path> vectors,
    TrainingOptions training,
    Optional<Path> from) {
  private static final List<String> SCHEMES = List.of("bio", "bioes", "plain");

  /** The longest vector, and the most units. */
  private static final int WIDEST = 1 << 13;

  public TagOptions {
    require(SCHEMES.contains(scheme), "--scheme", "bio, bioes or plain", "'" + scheme + "'");
    require(minCount >= 1, "--min-count", "one or more", minCount);
    require(embedding >= 1 && embedding <= WIDEST, "--embedding", "1 to " + WIDEST, embedding);
    require(
        characters >= 0 && characters <= WIDEST,
        "--characters",
        "0 (off) to " + WIDEST,
        characters);
    require(
        wordDropout >= 0 && Double.isFinite(wordDropout),
        "--word-dropout",
        "0 (off) or more",
        wordDropout);
    require(
        vectors.isEmpty() || from.isEmpty(),
        "--vectors",
        "none beside --from, which keeps the vectors of its model",
        vectors.map(Path::toString).orElse(""));
  }

  /** What becomes options: every field has a sensible value, and may be given another. */
  public static final class Draft {
    public TagFormat format = TagFormat.columns();
    public String scheme = "bioes";
    public boolean crf = true;
    public int minCount = 1;
    public int embedding = 100;

    /** By default 32, and none for segmentation, whose words are characters. */
    public Optional<Integer> characters = Optional.empty();

    /** By default for segmentation only. */
    public Optional<Boolean> pairs = Optional.empty();

    public double wordDropout = 0.25;
    public Optional<Path> vectors = Optional.empty();
    public TrainingOptions training =
        TrainingOptions.of(t -> {
          t.epochs = 20;
          t.batchSize = 32;
          t.hidden = 200;
          t.layers = 1;
          t.dropout = 0.5;
          t.learningRate = 0.002;
          t.schedule = "cosine";
          t.clip = 5;
          t.patience = 10;
        });
    public Optional<Path> from = Optional.empty();

    /**
     * The options.
     *
     * @throws BadInput if one is out of its range
     */
    public TagOptions options() {
      return new TagOptions(
          format,
          scheme,
          crf,
          minCount,
          embedding,
          characters.orElse(format.segment() ? 0 : 32),
          pairs.orElse(format.segment()),
          wordDropout,
          vectors,
          training,
          from);
    }
  }
}
