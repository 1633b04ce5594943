package eddy.transcribe;

import eddy.data.Padded;
import eddy.sound.Ear;
import eddy.sound.Hearing;
import eddy.sound.Resampler;
import eddy.sound.Wav;
import eddy.task.SpeechModel;
import eddy.tensor.Sequence;
import eddy.tensor.Softmax;
import eddy.tensor.Tape;
import eddy.tensor.Workspace;
import eddy.text.TextCodec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Writes down recordings with a network.
 *
 * @param config of the network
 * @param codec of its units
 * @param network that hears
 * @param workspace what it computes with
 * @param search how what was said is found
 */
record Recognition(
    TranscribeConfig config,
    TextCodec codec,
    AcousticNetwork network,
    Workspace workspace,
    SpeechModel.Search search) {
  /** Units that are less likely, as a logarithm, are not tried in a beam. */
  private static final double LEAST = -12;

  private static final int BLOCK = 1 << 14;

  /** Recordings are read in passages of about so many seconds, cut where it is quiet. */
  private static final double PASSAGE = 30;

  /** A pause of so many seconds ends a passage of a recording that is longer. */
  private static final double PAUSE = 0.5;

  Recognition with(SpeechModel.Search other) {
    return new Recognition(config, codec, network, workspace, other);
  }

  Decoding decoding() {
    return search.beam() == 1 && search.language().isEmpty()
        ? new Greedy(codec.vocabulary().size())
        : new PrefixBeam(codec.vocabulary(), search, LEAST);
  }

  /** The text of some units. */
  String text(List<Unit> units) {
    return codec.decode(units.stream().mapToInt(Unit::id).toArray()).strip();
  }

  /**
   * What was said in several recordings.
   *
   * @param recordings normalized vectors of features
   */
  List<List<Unit>> units(List<float[]> recordings) {
    try (Tape tape = workspace.inference()) {
      Sequence x = Padded.of(recordings, config.hearing().size()).on(tape);
      return units(network.forward(x));
    }
  }

  List<List<Unit>> units(Sequence logits) {
    float[] logs = Softmax.logSoftmax(logits.values()).data();
    List<List<Unit>> all = new ArrayList<>();
    for (int b = 0; b < logits.batch(); b++) {
      Decoding decoding = decoding();
      for (int t = 0; t < logits.lengths()[b]; t++) {
        decoding.step(logs, (b * logits.time() + t) * logits.features());
      }
      all.add(decoding.end());
    }
    return all;
  }

  /** Writes a recording down, however long it is: passage by passage. */
  void transcribe(Wav wav, Consumer<Passage> out) {
    if (config.bidirectional()) {
      transcribeWhole(wav, out);
    } else {
      transcribeOn(wav, out);
    }
  }

  /** Both directions need the end of what they read, so it is read in passages. */
  private void transcribeWhole(Wav wav, Consumer<Passage> out) {
    int width = config.hearing().size();
    int longest = (int) (PASSAGE * config.hearing().rate() / config.hearing().hopSamples()) * width;
    Resampler resampler = new Resampler(wav.rate(), config.hearing().rate());
    Ear ear = new Ear(config.hearing());
    float[] block = new float[BLOCK];
    float[] frames = new float[0];
    long done = 0;
    for (boolean open = true; open; ) {
      int count = wav.read(block, 0, BLOCK);
      open = count >= 0;
      float[] known = open ? resampler.next(block, count) : resampler.end();
      frames = joined(frames, ear.next(known, known.length));
      frames = open ? frames : joined(frames, ear.end());
      while (frames.length > longest || (!open && frames.length > 0)) {
        int cut =
            frames.length > longest ? quietest(frames, longest, config.hearing()) : frames.length;
        float[] passage = Arrays.copyOf(frames, cut);
        new Normalizer(config).apply(passage, false);
        out.accept(passage(units(List.of(passage)).getFirst(), done, cut / width));
        done += cut / width;
        frames = Arrays.copyOfRange(frames, cut, frames.length);
      }
    }
  }

  private Passage passage(List<Unit> units, long frame, int frames) {
    long first = frame / config.subsampling();
    List<Unit> moved =
        units.stream().map(unit -> new Unit(unit.id(), unit.step() + first)).toList();
    double hop = (double) config.hearing().hopSamples() / config.hearing().rate();
    return new Passage(frame * hop, (frame + frames) * hop, text(units), moved);
  }

  /**
   * Where to cut: the middle of the quietest fifth of a second in the last third.
   *
   * @param to where the last third ends; this and what comes back are indices of {@code frames}
   */
  static int quietest(float[] frames, int to, Hearing hearing) {
    int width = hearing.size();
    // Of a cepstrum, the first coefficient is the loudness and the others are its colour.
    int loud = hearing.features().equals(Hearing.MFCC) ? 1 : width;
    int pause = (int) Math.round(200 / hearing.hop());
    int best = to / width;
    double lowest = Double.POSITIVE_INFINITY;
    for (int from = to / width * 2 / 3; from + pause <= to / width; from++) {
      double loudness = 0;
      for (int t = from; t < from + pause; t++) {
        for (int i = 0; i < loud; i++) {
          loudness += frames[t * width + i];
        }
      }
      if (loudness < lowest) {
        lowest = loudness;
        best = from + pause / 2;
      }
    }
    return best * width;
  }

  private static float[] joined(float[] a, float[] b) {
    float[] all = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, all, a.length, b.length);
    return all;
  }

  /** One direction needs no end: the recording is followed as a stream. */
  private void transcribeOn(Wav wav, Consumer<Passage> out) {
    Listener listener = new Listener(this, wav.rate());
    List<Unit> units = new ArrayList<>();
    float[] block = new float[wav.rate() / 4];
    double from = 0;
    for (boolean open = true; open; ) {
      int count = wav.read(block, 0, block.length);
      open = count >= 0;
      units.addAll(open ? listener.heard(block, count) : listener.last());
      double to = listener.steps() * config.stepSeconds();
      double last = units.isEmpty() ? from : units.getLast().step() * config.stepSeconds();
      boolean paused = to - last > PAUSE || to - from > 2 * PASSAGE;
      if (!open || (to - from > PASSAGE && paused)) {
        out.accept(new Passage(from, to, text(units), List.copyOf(units)));
        units.clear();
        from = to;
      }
    }
  }
}
