package eddy.task;

/**
 * A model that says how likely each token is to come next, for a decoder that weighs what it has
 * heard or translated by it.
 */
public interface TokenPredictor extends TrainedModel {

  /** The name of its tokenizer. */
  String tokens();

  /** What it expects at the beginning of a line. */
  Prefix begin();

  /** What it expects after some tokens. Immutable. */
  interface Prefix {

    /** The natural logarithm of the probability that this token comes next. */
    double logProbability(String token);

    /** That of the end of the line. */
    double logEnd();

    /** What it expects after one more token. */
    Prefix then(String token);
  }
}
