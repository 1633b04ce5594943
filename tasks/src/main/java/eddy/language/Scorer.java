package eddy.language;

import eddy.tensor.Slicing;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import eddy.tensor.Workspace;
import eddy.text.Corpus;
import java.util.Arrays;

/**
 * Reads texts with a network and says how likely each token was.
 *
 * @param network what reads
 * @param vocabularySize how many tokens it knows
 * @param workspace what it computes with
 */
record Scorer(LanguageNetwork network, int vocabularySize, Workspace workspace) {
  private static final int LONGEST = 256;

  /** So many logits are held at a time; how many changes no bit of a result. */
  private static final int LOGITS = 1 << 22;

  /** Takes the score of one token. */
  interface Each {
    /**
     * One token.
     *
     * @param step of its column, from 0
     * @param id the token
     * @param logProbability natural logarithm of the probability that it had
     */
    void token(long step, int id, float logProbability);
  }

  /**
   * What the network expects after some tokens.
   *
   * @param logProbabilities of every token to come next
   * @param memory of the tokens so far
   */
  record Next(float[] logProbabilities, Memory memory) {}

  /**
   * Reads columns with the memory carried on, segment by segment, and within a segment column by
   * column; so the tokens of a single column come in the order of the text.
   */
  void read(Columns columns, Each each) {
    Memory memory = Memory.EMPTY;
    long from = 0;
    for (Segment segment : columns.segments(columns.lengths(length(columns.count())))) {
      int steps = segment.inputs().length / columns.count();
      try (Tape tape = workspace.inference()) {
        LanguageNetwork.Outputs outputs =
            network.forward(tape, segment.inputs(), columns.count(), memory);
        memory = Memory.of(outputs.states());
        float[] scores = network.logProbabilities(outputs.outputs().values()).data();
        for (int i = 0; i < segment.targets().length; i++) {
          int id = segment.targets()[i];
          if (id >= 0) {
            each.token(from + i % steps, id, scores[i * vocabularySize + id]);
          }
        }
      }
      from += steps;
    }
  }

  private int length(int columns) {
    return Math.clamp(LOGITS / Math.multiplyFull(columns, vocabularySize), 1, LONGEST);
  }

  /** The mean of {@code -log p} over a text that is read in so many columns, in nats. */
  double crossEntropy(Corpus text, int columns) {
    double[] sum = {0};
    read(Columns.of(text, columns), (_, _, logProbability) -> sum[0] -= logProbability);
    return sum[0] / text.size();
  }

  /**
   * Reads on in a single text.
   *
   * @param ids one token or more
   * @param before what is remembered of the tokens before
   */
  Next next(int[] ids, Memory before) {
    Memory memory = before;
    for (int from = 0; true; from += LONGEST) {
      int steps = Math.min(LONGEST, ids.length - from);
      int[] piece = Arrays.copyOfRange(ids, from, from + steps);
      try (Tape tape = workspace.inference()) {
        LanguageNetwork.Outputs outputs = network.forward(tape, piece, 1, memory);
        memory = Memory.of(outputs.states());
        if (from + steps == ids.length) {
          Tensor last = Slicing.slice(outputs.outputs().values(), 1, steps - 1, steps);
          return new Next(network.logProbabilities(last).toArray().data(), memory);
        }
      }
    }
  }
}
