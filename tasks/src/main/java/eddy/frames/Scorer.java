package eddy.frames;

import eddy.data.Batches;
import eddy.tensor.Softmax;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import eddy.tensor.Workspace;
import java.util.Arrays;
import java.util.List;

/**
 * Looks at clips with a network and says how likely each label is.
 *
 * @param workspace what it computes with
 */
record Scorer(FramesNetwork network, FramesConfig config, Workspace workspace) {
  /** Pixels that are read at a time, padding included; how many changes no bit of a result. */
  private static final int PIXELS = 1 << 20;

  /** Clips that are read at a time. */
  private static final int MOST = 256;

  /** The probabilities of the classes, of each clip. */
  List<float[]> probabilities(List<Clip> clips) {
    int[] sizes = clips.stream().mapToInt(clip -> clip.pixels().length).toArray();
    float[][] all = new float[sizes.length][];
    int classes = config.labels().size();
    for (int[] items : Batches.longestFirst(sizes, PIXELS, MOST)) {
      try (Tape tape = workspace.inference()) {
        Tensor logits = network.logits(tape, Arrays.stream(items).mapToObj(clips::get).toList());
        float[] p = Softmax.softmax(logits).data();
        for (int i = 0; i < items.length; i++) {
          all[items[i]] = Arrays.copyOfRange(p, i * classes, (i + 1) * classes);
        }
      }
    }
    return List.of(all);
  }

  /**
   * What is said of a clip after its first frames, so many of them as are asked for.
   *
   * @param frames ascending, each from 1 to the length
   */
  List<float[]> running(Clip clip, int[] frames) {
    return probabilities(Arrays.stream(frames).mapToObj(clip::first).toList());
  }
}
