package eddy.transcribe;

import eddy.loss.Loss;
import eddy.tensor.Sequence;
import eddy.tensor.Slicing;
import eddy.tensor.Tape;
import java.util.List;

/**
 * How good a network is on the validation part while it is trained.
 *
 * @param loss mean of {@code -log p(transcript)} of the recordings whose transcript could be said,
 *     one at least
 * @param words errors in words of the likeliest units
 */
record Validation(double loss, ErrorCounts words) {
  static Validation of(Recognition recognition, Utterances utterances, int batchSize) {
    double loss = 0;
    int counted = 0;
    ErrorCounts words = ErrorCounts.NONE;
    for (int[] items : utterances.inOrder(batchSize)) {
      Utterances.Batch batch = utterances.batch(items);
      try (Tape tape = recognition.workspace().inference()) {
        Sequence logits = recognition.network().forward(batch.padded().on(tape));
        List<List<Unit>> heard = recognition.units(logits);
        for (int i = 0; i < items.length; i++) {
          String said = utterances.all().get(items[i]).text();
          words = words.plus(ErrorCounts.ofWords(said, recognition.text(heard.get(i))));
          int frames = batch.frames().get(i).length / batch.width();
          if (utterances.unsayable(items[i], frames).isEmpty()) {
            loss += loss(logits, i, batch.labels().get(i));
            counted++;
          }
        }
      }
    }
    return new Validation(loss / counted, words);
  }

  private static double loss(Sequence logits, int row, int[] labels) {
    Sequence one =
        new Sequence(
            Slicing.slice(logits.values(), 0, row, row + 1), new int[] {logits.lengths()[row]});
    return Loss.ctc(one, List.of(labels), Decoding.BLANK).scalar();
  }
}
