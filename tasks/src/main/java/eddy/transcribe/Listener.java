package eddy.transcribe;

import eddy.sound.Ear;
import eddy.sound.Resampler;
import eddy.tensor.Array;
import eddy.tensor.Sequence;
import eddy.tensor.Shape;
import eddy.tensor.Softmax;
import eddy.tensor.Tape;
import eddy.text.Decoder;
import java.util.Arrays;
import java.util.List;

/**
 * Follows a sound as it comes, with a network of one direction: whatever the pieces in which it
 * comes, what is heard is what the whole recording would give. Memory does not grow. Belongs to one
 * thread.
 *
 * <pre>{@code
 * Listener listener = transcriber.listen(16_000);
 * System.out.print(listener.add(samples, count));
 * System.out.print(listener.end());
 * }</pre>
 */
public final class Listener {
  /** So many vectors of features are computed with at a time, at most. */
  private static final int PIECE = 512;

  private final Recognition recognition;
  private final Decoding decoding;
  private final Resampler resampler;
  private final Ear ear;
  private final Normalizer normalizer;
  private final Decoder decoder;
  private AcousticNetwork.Memory memory = AcousticNetwork.Memory.EMPTY;
  private float[] waiting = new float[0];
  private long steps;

  Listener(Recognition recognition, int rate) {
    this.recognition = recognition;
    decoding = recognition.decoding();
    resampler = new Resampler(rate, recognition.config().hearing().rate());
    ear = new Ear(recognition.config().hearing());
    normalizer = new Normalizer(recognition.config());
    decoder = recognition.codec().decoder();
  }

  /**
   * Hears on.
   *
   * @param samples of one channel, full scale is 1; not modified
   * @param count how many of them count
   * @return what has become certain, to be written behind what was returned before
   */
  public String add(float[] samples, int count) {
    return text(heard(samples, count));
  }

  /** What is left to say, once there are no more samples. */
  public String end() {
    return text(last());
  }

  List<Unit> heard(float[] samples, int count) {
    float[] known = resampler.next(samples, count);
    hear(ear.next(known, known.length));
    return decoding.settled();
  }

  List<Unit> last() {
    float[] known = resampler.end();
    hear(ear.next(known, known.length));
    hear(ear.end());
    if (waiting.length > 0) {
      compute(waiting);
    }
    return decoding.end();
  }

  /** How many steps have been heard. */
  long steps() {
    return steps;
  }

  String text(List<Unit> units) {
    StringBuilder text = new StringBuilder();
    units.forEach(unit -> text.append(decoder.next(unit.id())));
    return text.toString();
  }

  /** Computes as many vectors as the sub-sampling divides; the others wait. */
  private void hear(float[] frames) {
    normalizer.apply(frames, true);
    float[] all = Arrays.copyOf(waiting, waiting.length + frames.length);
    System.arraycopy(frames, 0, all, waiting.length, frames.length);
    int group = recognition.config().subsampling() * recognition.config().hearing().size();
    int piece = PIECE * recognition.config().hearing().size();
    int whole = all.length / group * group;
    for (int at = 0; at < whole; at += piece) {
      compute(Arrays.copyOfRange(all, at, Math.min(whole, at + piece)));
    }
    waiting = Arrays.copyOfRange(all, whole, all.length);
  }

  private void compute(float[] frames) {
    int width = recognition.config().hearing().size();
    Array input = new Array(Shape.of(1, frames.length / width, width), frames);
    try (Tape tape = recognition.workspace().inference()) {
      AcousticNetwork.Heard heard =
          recognition.network().forward(Sequence.full(tape.constant(input)), memory);
      memory = heard.memory();
      float[] logs = Softmax.logSoftmax(heard.logits().values()).data();
      int time = heard.logits().time();
      for (int t = 0; t < time; t++) {
        decoding.step(logs, t * heard.logits().features());
      }
      steps += time;
    }
  }
}
