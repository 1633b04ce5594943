package eddy.tag;

import static org.assertj.core.api.Assertions.assertThat;

import eddy.graph.Exported;
import eddy.graph.Value;
import eddy.tensor.Sequence;
import eddy.tensor.Shape;
import eddy.tensor.Tape;
import eddy.tensor.Workspace;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TagNetworkTest {
  private static final List<Sentence> SENTENCES =
      Names.examples(12, 4).stream()
          .map(e -> Sentence.of(e.words(), e.tags(), Optional.of(e.label()), "names", 1))
          .toList();

  private final TagCodec codec = TagCodec.learn(SENTENCES, 1, true, Optional.empty());
  private final TagConfig config =
      new TagConfig(
          TagFormat.columns(),
          false,
          "",
          TagScheme.BIO,
          TagScheme.BIOES,
          TagScheme.BIOES.closure(Set.of("O", "B-PER", "B-LOC")),
          List.of("leaving", "meeting"),
          "lstm",
          6,
          2,
          5,
          3,
          3,
          4,
          true,
          true);
  private final List<EncodedSentence> encoded =
      SENTENCES.stream().map(sentence -> codec.encode(sentence, config)).toList();

  private TagNetwork network(TagNetwork.Noise noise) {
    return new TagNetwork(config, codec, noise, new SplittableRandom(3));
  }

  private static float[] emissions(TagNetwork network, List<EncodedSentence> batch, int row) {
    try (Workspace workspace = new Workspace(1);
        Tape tape = workspace.inference()) {
      Sequence outputs = network.forward(tape, TagBatch.of(batch)).emissions();
      int width = outputs.features();
      int from = row * outputs.time() * width;
      float[] all = outputs.values().toArray().data();
      return Arrays.copyOfRange(all, from, from + batch.get(row).length() * width);
    }
  }

  /** Words of the whole batch are spelt together, and must come back to where they stand. */
  @Test
  void aSentenceIsReadAlikeWhateverStandsBesideIt() {
    TagNetwork network = network(TagNetwork.Noise.NONE);
    for (int i = 0; i < encoded.size(); i++) {
      float[] alone = emissions(network, List.of(encoded.get(i)), 0);
      assertThat(emissions(network, encoded, i)).isEqualTo(alone);
      assertThat(emissions(network, encoded.reversed(), encoded.size() - 1 - i)).isEqualTo(alone);
    }
  }

  @Test
  void rareWordsAreSometimesUnknownInTrainingAndOnlyThere() {
    long[] counts = new long[codec.words().size()];
    Arrays.fill(counts, 1_000_000_000);
    float[] frequent = losses(new TagNetwork.Noise(0, 1, counts));
    assertThat(frequent).containsOnly(frequent[0]);
    Arrays.fill(counts, 1);
    float[] rare = losses(new TagNetwork.Noise(0, 1, counts));
    assertThat(rare).doesNotHaveDuplicates();
  }

  /** The loss of the same sentences at three steps of training. */
  private float[] losses(TagNetwork.Noise noise) {
    TagNetwork network = network(noise);
    float[] losses = new float[3];
    try (Workspace workspace = new Workspace(1)) {
      for (int step = 0; step < losses.length; step++) {
        try (Tape tape = workspace.training(1, step)) {
          losses[step] = network.loss(tape, TagBatch.of(encoded)).scalar();
        }
      }
    }
    return losses;
  }

  @Test
  void asOnnxItScoresTagsAlike() {
    TagNetwork network = network(TagNetwork.Noise.NONE);
    TagBatch batch = TagBatch.of(encoded);
    int size = encoded.size();
    int time = batch.words().time();
    int letters = batch.spelt().time();
    long[] characters = new long[size * time * letters];
    long[] counts = new long[size * time];
    for (int i = 0; i < counts.length; i++) {
      int word = batch.spelling()[i];
      counts[i] = batch.spelt().lengths()[word];
      for (int c = 0; c < letters; c++) {
        characters[i * letters + c] = batch.spelt().ids()[word * letters + c];
      }
    }
    Map<String, Value> inputs = new HashMap<>();
    inputs.put("words", integers(batch.words().ids(), size, time));
    inputs.put("lengths", integers(batch.words().lengths(), size));
    inputs.put("characters", new Value.Integers(Shape.of(size, time, letters), characters));
    inputs.put("character_lengths", new Value.Integers(Shape.of(size, time), counts));
    for (int f = 0; f < batch.features().size(); f++) {
      inputs.put("feature_" + f, integers(batch.features().get(f).ids(), size, time));
    }
    Map<String, Value> found = Exported.run(network.graph(false), inputs);
    try (Workspace workspace = new Workspace(1);
        Tape tape = workspace.inference()) {
      TagNetwork.Outputs outputs = network.forward(tape, batch);
      Value emissions = Value.of(outputs.emissions().values().toArray());
      Exported.requireClose("emissions", emissions, found.get("emissions"), 0);
      Value labels = Value.of(outputs.labels().orElseThrow().toArray());
      Exported.requireClose("labels", labels, found.get("labels"), 0);
    }
  }

  private static Value integers(int[] ids, int... shape) {
    return new Value.Integers(Shape.of(shape), Arrays.stream(ids).asLongStream().toArray());
  }
}
