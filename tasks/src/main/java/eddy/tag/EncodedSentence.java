package eddy.tag;

import java.util.List;

/**
 * A sentence in numbers.
 *
 * @param words of each word
 * @param spellings the words themselves
 * @param characters of each word
 * @param features of each column, of each word
 * @param tags of each word, none where they are not known
 * @param label of the sentence, -1 where there is none
 */
record EncodedSentence(
    int[] words,
    List<String> spellings,
    int[][] characters,
    int[][] features,
    int[] tags,
    int label) {
  int length() {
    return words.length;
  }
}
