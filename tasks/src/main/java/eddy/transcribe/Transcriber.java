package eddy.transcribe;

import eddy.format.BadInput;
import eddy.format.folder.ModelFolder;
import eddy.graph.Exporter;
import eddy.graph.Graph;
import eddy.sound.Wav;
import eddy.task.Evaluation;
import eddy.task.EvaluationData;
import eddy.task.Rows;
import eddy.task.SpeechModel;
import eddy.tensor.Workspace;
import eddy.text.TextCodec;
import eddy.text.Tokenizer;
import eddy.text.Vocabulary;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * A trained speech recognizer.
 *
 * <pre>{@code
 * try (Transcriber model = Transcriber.of(ModelFolder.open(Path.of("model")))) {
 *   System.out.println(model.transcribe(Path.of("hello.wav")));
 * }
 * }</pre>
 */
public final class Transcriber implements SpeechModel, Exporter {
  /** The name of the task in model folders. */
  public static final String TASK = "transcribe";

  private static final List<String> COLUMNS = List.of("audio", "from", "to", "text");

  private final ModelFolder folder;
  private final Recognition recognition;

  private Transcriber(ModelFolder folder, Recognition recognition) {
    this.folder = folder;
    this.recognition = recognition;
  }

  /**
   * Makes the model that a folder holds. It owns a team of threads until it is closed.
   *
   * @throws BadInput if it holds a model of another task, or weights that don't fit its settings
   */
  public static Transcriber of(ModelFolder folder) {
    TranscribeConfig config = folder.config(TASK, TranscribeConfig.class);
    TextCodec codec = codec(folder);
    AcousticNetwork network =
        new AcousticNetwork(config, codec.vocabulary().size(), new SplittableRandom(0));
    folder.load(network.parameters());
    return new Transcriber(
        folder, new Recognition(config, codec, network, new Workspace(), Search.GREEDY));
  }

  /** The codec of the model in a folder. */
  static TextCodec codec(ModelFolder folder) {
    TranscribeConfig config = folder.config(TASK, TranscribeConfig.class);
    String name = folder.path().resolve(Vocabulary.FILE).toString();
    return TextCodec.of(config.units(), Vocabulary.parse(folder.text(Vocabulary.FILE), name));
  }

  @Override
  public Transcriber with(Search search) {
    search
        .language()
        .ifPresent(language -> {
          String units = recognition.config().units();
          if (!language.tokens().equals(units)) {
            throw new BadInput(
                "%s: expected a language model of --tokens %s, the units of %s, but it has %s."
                    .formatted(language.folder().path(), units, folder.path(), language.tokens()));
          }
        });
    return new Transcriber(folder, recognition.with(search));
  }

  @Override
  public ModelFolder folder() {
    return folder;
  }

  Recognition recognition() {
    return recognition;
  }

  /**
   * What is said in a recording.
   *
   * @throws BadInput if the file is no WAV file
   */
  public String transcribe(Path file) {
    List<String> texts = new ArrayList<>();
    try (Wav wav = Wav.open(file)) {
      recognition.transcribe(wav, passage -> texts.add(passage.text()));
    }
    return String.join(" ", texts).strip();
  }

  /**
   * Begins to follow a sound as it comes.
   *
   * @param rate samples a second
   * @throws BadInput if the model has two directions, which need the end of the sound
   */
  public Listener listen(int rate) {
    if (recognition.config().bidirectional()) {
      throw new BadInput(
          folder.path()
              + ": a model of two directions needs the end of a recording and can't follow a stream."
              + " Train one with --one-direction.");
    }
    return new Listener(recognition, rate);
  }

  @Override
  public Evaluation evaluate(Optional<Path> file) {
    TranscribeConfig config = recognition.config();
    EvaluationData measured =
        EvaluationData.of(
            folder,
            file,
            !config.split().isEmpty(),
            path ->
                Map.of(
                    path.toAbsolutePath().getFileName().toString(),
                    TranscribeData.digest(TranscribeData.read(path, config.columns()))));
    List<Utterance> all = TranscribeData.read(measured.path(), config.columns());
    List<Utterance> recordings =
        measured.test() ? TranscribeData.cut(all, config.split()).test() : all;
    measured.requireItems(!recordings.isEmpty());
    return Scores.of(recognition, recordings)
        .evaluation(measured.part(), config, measured.digests());
  }

  /** One row for each recording, or for each passage of a long one. */
  @Override
  public void predict(Path data, Rows out) throws IOException {
    out.columns(COLUMNS);
    List<Path> files = Files.isDirectory(data) ? TranscribeData.recordings(data) : List.of(data);
    if (files.isEmpty()) {
      throw new BadInput(data + ": expected a folder of WAV files but it holds none.");
    }
    for (Path file : files) {
      try (Wav wav = Wav.open(file)) {
        write(wav, file.toString(), out);
      }
    }
  }

  /**
   * One row for each word, or several, as soon as they are certain. The data is a WAV file, or
   * samples of 16 bits, little-endian, of one channel at the rate of the model.
   */
  @Override
  public void predict(InputStream data, String name, Rows out) throws IOException {
    try (BufferedInputStream in = new BufferedInputStream(data)) {
      out.columns(COLUMNS);
      in.mark(4);
      byte[] head = in.readNBytes(4);
      in.reset();
      if (head.length == 0) {
        throw new BadInput(name + ": expected sound but it is empty.");
      }
      if (head[0] == 'R' && head[1] == 'I' && head[2] == 'F' && head[3] == 'F') {
        write(Wav.of(in, name), name, out);
      } else {
        follow(in, name, out);
      }
    }
  }

  private void write(Wav wav, String name, Rows out) throws IOException {
    try {
      recognition.transcribe(
          wav,
          passage -> {
            try {
              out.row(
                  List.of(name, rounded(passage.from()), rounded(passage.to()), passage.text()));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void follow(InputStream in, String name, Rows out) throws IOException {
    int rate = recognition.config().hearing().rate();
    Listener listener = listen(rate);
    Tokenizer tokenizer = recognition.codec().tokenizer();
    // A tenth of a second, or less if less has come.
    byte[] bytes = new byte[rate / 10 * 2];
    float[] samples = new float[bytes.length / 2];
    double from = 0;
    int waiting = 0;
    // A word that may go on waits for the blank behind it.
    String begun = "";
    for (int count = 0; count >= 0; ) {
      count = in.read(bytes, waiting, bytes.length - waiting);
      int found = waiting + Math.max(0, count);
      for (int i = 0; i < found / 2; i++) {
        samples[i] = (short) ((bytes[2 * i] & 0xFF) | bytes[2 * i + 1] << 8) / 32768f;
      }
      // Half a sample waits for its other half.
      waiting = found % 2;
      bytes[0] = waiting == 1 ? bytes[found - 1] : 0;
      begun += listener.add(samples, found / 2) + (count < 0 ? listener.end() : "");
      double to = listener.steps() * recognition.config().stepSeconds();
      int whole = count < 0 ? begun.length() : tokenizer.whole(begun);
      String words = begun.substring(0, whole).strip();
      begun = begun.substring(whole);
      if (!words.isEmpty()) {
        out.row(List.of(name, rounded(from), rounded(to), words));
        from = to;
      }
    }
  }

  private static float rounded(double seconds) {
    return Math.round(seconds * 100) / 100f;
  }

  /** From normalized features to a logit for each unit, of which the unknown one is the blank. */
  @Override
  public Graph graph(boolean states) {
    return recognition.network().graph(states);
  }

  @Override
  public void close() {
    recognition.workspace().close();
  }
}
