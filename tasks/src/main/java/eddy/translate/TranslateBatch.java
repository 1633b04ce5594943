package eddy.translate;

import eddy.data.PaddedIds;
import eddy.text.Vocabulary;
import java.util.Arrays;
import java.util.List;

/**
 * Sentences and their translations side by side.
 *
 * @param source B sentences
 * @param inputs what the decoder reads: the end of a line, and the translation but for its end
 * @param steps which of the B * T steps of the inputs are true ones, in order
 * @param targets the token that follows each of these
 */
record TranslateBatch(PaddedIds source, PaddedIds inputs, int[] steps, int[] targets) {

  /** Puts encoded sentences and translations together. */
  static TranslateBatch of(List<int[]> sources, List<int[]> targets) {
    PaddedIds inputs =
        PaddedIds.of(targets.stream().map(TranslateBatch::shifted).toList(), Vocabulary.UNKNOWN);
    int count = Arrays.stream(inputs.lengths()).sum();
    int[] steps = new int[count];
    int[] following = new int[count];
    int at = 0;
    for (int b = 0; b < targets.size(); b++) {
      for (int t = 0; t < targets.get(b).length; t++) {
        steps[at] = b * inputs.time() + t;
        following[at++] = targets.get(b)[t];
      }
    }
    return new TranslateBatch(PaddedIds.of(sources, Vocabulary.UNKNOWN), inputs, steps, following);
  }

  private static int[] shifted(int[] target) {
    int[] inputs = new int[target.length];
    inputs[0] = Vocabulary.END;
    System.arraycopy(target, 0, inputs, 1, target.length - 1);
    return inputs;
  }
}
