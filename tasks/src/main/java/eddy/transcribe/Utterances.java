package eddy.transcribe;

import eddy.data.Batches;
import eddy.data.Padded;
import eddy.format.BadInput;
import eddy.loss.Ctc;
import eddy.sound.Clip;
import eddy.sound.Ear;
import eddy.sound.Hearing;
import eddy.sound.Wav;
import eddy.text.TextCodec;
import eddy.text.Vocabulary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Recordings made ready for the network. Sounds are read anew each time, so that a training needs
 * no memory for them.
 *
 * @param all the recordings
 * @param config of the network
 * @param codec of the transcripts
 */
record Utterances(List<Utterance> all, TranscribeConfig config, TextCodec codec) {

  /**
   * A batch of recordings with what is said in them.
   *
   * @param frames normalized vectors of features
   * @param labels units of the transcripts
   */
  record Batch(List<float[]> frames, List<int[]> labels, int width) {
    Padded padded() {
      return Padded.of(frames, width);
    }
  }

  /** What all recordings sound like on average. */
  record Moments(List<Float> means, List<Float> deviations, double seconds, int[] frames) {}

  /**
   * Listens to all recordings once.
   *
   * @throws BadInput with the name of a recording that can't be read, or holds no sound at all
   */
  static Moments moments(List<Utterance> all, Hearing hearing) {
    int width = hearing.size();
    double[] sums = new double[width];
    double[] squares = new double[width];
    int[] frames = new int[all.size()];
    double seconds = 0;
    long count = 0;
    for (int i = 0; i < frames.length; i++) {
      Clip clip = clip(all.get(i));
      float[] heard = Ear.hear(clip, hearing);
      for (int at = 0; at < heard.length; at++) {
        sums[at % width] += heard[at];
        squares[at % width] += (double) heard[at] * heard[at];
      }
      frames[i] = heard.length / width;
      count += frames[i];
      seconds += clip.seconds();
    }
    List<Float> means = new ArrayList<>();
    List<Float> deviations = new ArrayList<>();
    for (int k = 0; k < width; k++) {
      double mean = sums[k] / count;
      means.add((float) mean);
      deviations.add((float) Math.sqrt(Math.max(1e-4, squares[k] / count - mean * mean)));
    }
    return new Moments(means, deviations, seconds, frames);
  }

  private static Clip clip(Utterance utterance) {
    Clip clip = Wav.read(utterance.audio());
    boolean silent = true;
    for (float sample : clip.samples()) {
      silent &= sample == 0;
    }
    if (silent && !utterance.text().isEmpty()) {
      throw new BadInput(
          utterance.place()
              + ": expected to hear "
              + BadInput.quote(utterance.text())
              + " but all samples are zero. Leave the recording out.");
    }
    return clip;
  }

  /**
   * Refuses what can't be learnt.
   *
   * @param frames of each recording
   * @throws BadInput with the name of the recording
   */
  void check(int[] frames) {
    List<String> reasons = unsayable(frames);
    if (!reasons.isEmpty()) {
      throw new BadInput(reasons.getFirst());
    }
  }

  /**
   * Of each recording whose transcript the network can't say, the reason.
   *
   * @param frames of each recording
   */
  List<String> unsayable(int[] frames) {
    return IntStream.range(0, all.size())
        .mapToObj(i -> unsayable(i, frames[i]))
        .flatMap(Optional::stream)
        .toList();
  }

  /** Why a transcript has no finite loss: units that are unknown, or more than there are steps. */
  Optional<String> unsayable(int item, int frames) {
    Utterance each = all.get(item);
    int[] labels = labels(each);
    for (int k = 0; k < labels.length; k++) {
      if (labels[k] == Vocabulary.UNKNOWN) {
        return Optional.of(
            "%s: the %s %s is not in the vocabulary."
                .formatted(
                    each.place(),
                    codec.tokenizer().name(),
                    BadInput.quote(codec.tokenizer().tokens(each.text()).get(k))));
      }
    }
    return Ctc.steps(labels) <= config.steps(frames)
        ? Optional.empty()
        : Optional.of(
            "%s: the transcript of %d units needs %d steps but the recording has %d."
                    .formatted(each.place(), labels.length, Ctc.steps(labels), config.steps(frames))
                + " Look for a wrong transcript, lower --subsampling or take larger --units.");
  }

  int[] labels(Utterance utterance) {
    return codec.encode(utterance.text());
  }

  /** Normalized features of a recording as it is. */
  float[] frames(int item) {
    return normalized(clip(all.get(item)));
  }

  private float[] normalized(Clip clip) {
    float[] frames = Ear.hear(clip, config.hearing());
    new Normalizer(config).apply(frames, !config.bidirectional());
    return frames;
  }

  /** Recordings as they are. */
  Batch batch(int... items) {
    return new Batch(Arrays.stream(items).mapToObj(this::frames).toList(), labels(items), width());
  }

  /** Recordings that are changed for training. */
  Batch batch(int[] items, Augmentation augmentation, long seed, int epoch) {
    List<float[]> rows = new ArrayList<>();
    for (int item : items) {
      SplittableRandom random = augmentation.random(seed, epoch, item);
      Clip clip = clip(all.get(item));
      float[] frames = normalized(augmentation.faster(clip, random));
      // What is said fast may need more steps than are left.
      if (Ctc.steps(labels(all.get(item))) > config.steps(frames.length / width())) {
        frames = normalized(clip);
      }
      augmentation.mask(frames, width(), random);
      rows.add(frames);
    }
    return new Batch(rows, labels(items), width());
  }

  private List<int[]> labels(int... items) {
    return Arrays.stream(items).mapToObj(i -> labels(all.get(i))).toList();
  }

  private int width() {
    return config.hearing().size();
  }

  int[][] inOrder(int size) {
    return Batches.inOrder(all.size(), size);
  }
}
