package eddy.task;

import static eddy.task.TrainingOptions.require;

/**
 * How the next token of a text is drawn from the probabilities of all.
 *
 * @param temperature below 1 for likelier tokens, above 1 for more surprising ones; 0 always takes
 *     the likeliest
 * @param topK only of so many of the likeliest, 0 for all
 * @param topP only of the likeliest that have this probability together, 1 for all
 * @param seed the same seed draws the same text
 */
public record Sampling(double temperature, int topK, double topP, long seed) {
  public Sampling {
    require(
        temperature >= 0 && Double.isFinite(temperature),
        "--temperature",
        "0 or more",
        temperature);
    require(topK >= 0, "--top-k", "0 (off) or more", topK);
    require(topP > 0 && topP <= 1, "--top-p", "above 0 and at most 1 (off)", topP);
  }

  /** From all tokens, as likely as they are. */
  public Sampling(long seed) {
    this(1, 0, 1, seed);
  }
}
