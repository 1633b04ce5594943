package eddy.frames;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eddy.format.BadInput;
import eddy.graph.Exported;
import eddy.graph.Value;
import eddy.task.PooledRecurrent;
import eddy.tensor.Array;
import eddy.tensor.Shape;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import eddy.tensor.Workspace;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FramesNetworkTest {
  private static FramesConfig config(boolean maps, int height, int width, boolean color) {
    return config(maps, height, width, color, LabelParts.WHOLE, List.of("a", "b", "c"));
  }

  private static FramesConfig config(
      boolean maps, int height, int width, boolean color, String parts, List<String> labels) {
    PooledRecurrent.Config recurrent =
        new PooledRecurrent.Config(
            "lstm", maps ? List.of() : List.of(5), false, List.of("last", "attention"));
    return new FramesConfig(
        new FramesFormat(0, 0, color, 0, "label"),
        "",
        height,
        width,
        labels,
        color ? List.of(100f, 90f, 80f) : List.of(100f),
        color ? List.of(50f, 60f, 70f) : List.of(50f),
        new FramesConfig.Network(
            List.of(3, 4), maps ? List.of(2, 3) : List.of(), 6, recurrent, parts));
  }

  private static Clip clip(FramesConfig config, int frames, long seed) {
    byte[] pixels = new byte[frames * config.area()];
    new SplittableRandom(seed).nextBytes(pixels);
    return new Clip(config.height(), config.width(), config.format().channels(), pixels);
  }

  private static float[] logits(FramesConfig config, Clip... clips) {
    FramesNetwork network = new FramesNetwork(config, 0.5, new SplittableRandom(1));
    try (Workspace workspace = new Workspace(2);
        Tape tape = workspace.inference()) {
      return Arrays.copyOf(network.logits(tape, List.of(clips)).data(), clips.length * 3);
    }
  }

  @ParameterizedTest
  @CsvSource({"false,9,7,false", "true,9,7,false", "false,1,1,true", "true,16,5,true"})
  void aClipHasTheSameBitsWhateverStandsBesideIt(
      boolean maps, int height, int width, boolean color) {
    FramesConfig config = config(maps, height, width, color);
    Clip one = clip(config, 2, 1);
    Clip longer = clip(config, 5, 2);
    float[] together = logits(config, one, longer);
    assertThat(Arrays.copyOf(together, 3)).isEqualTo(logits(config, one));
    assertThat(Arrays.copyOfRange(together, 3, 6)).isEqualTo(logits(config, longer));
    assertThat(logits(config, one)).isNotEqualTo(logits(config, longer.first(2)));
  }

  @ParameterizedTest
  @CsvSource({"false,9,7,false,whole", "false,16,5,true,character", "true,9,7,false,whole"})
  void asOnnxItSaysTheSame(boolean maps, int height, int width, boolean color, String parts) {
    FramesConfig config = config(maps, height, width, color, parts, List.of("11", "12", "22"));
    FramesNetwork network = new FramesNetwork(config, 0.5, new SplittableRandom(1));
    Clip one = clip(config, 2, 1);
    Clip longer = clip(config, 5, 2);
    int channels = config.format().channels();
    Shape shape = Shape.of(2, 5, height, width, channels);
    float[] pixels = new float[shape.size()];
    for (int i = 0; i < one.pixels().length; i++) {
      pixels[i] = one.pixels()[i] & 0xff;
    }
    for (int i = 0; i < longer.pixels().length; i++) {
      pixels[shape.size() / 2 + i] = longer.pixels()[i] & 0xff;
    }
    Map<String, Value> inputs =
        Map.of("pixels", new Value.Floats(shape, pixels), "lengths", Value.of(2, 5));
    Value found = Exported.run(network.graph(), inputs).get("logits");
    Value expected = new Value.Floats(Shape.of(2, 3), logits(config, one, longer));
    Exported.requireClose("logits", expected, found, 1e-6);
  }

  @Test
  void aLabelIsScoredByTheSumOfItsDifferentParts() {
    LabelParts parts = LabelParts.of(List.of("up", "up left", "left left"), "word").orElseThrow();
    assertThat(parts.count()).isEqualTo(2);
    parts.parameters().get("bias").data()[1] = 100;
    try (Workspace workspace = new Workspace(1);
        Tape tape = workspace.inference()) {
      Tensor scores = tape.constant(new Array(Shape.of(1, 2), new float[] {1, 10}));
      // The parts are left and up.
      assertThat(parts.logits(scores).toArray().data()).containsExactly(10, 111, 1);
    }
    assertThat(LabelParts.of(List.of("a", "b"), "whole")).isEmpty();
  }

  @Test
  void labelsOfTheSamePartsAreRefused() {
    LabelParts.requireDifferent(List.of("11", "12", "22"), "character");
    LabelParts.requireDifferent(List.of("12", "21"), "whole");
    LabelParts.requireDifferent(List.of("12", "21"), "word");
    assertThatThrownBy(() -> LabelParts.requireDifferent(List.of("11", "12", "21"), "character"))
        .isInstanceOf(BadInput.class)
        .hasMessage(
            "--label-parts character: expected labels that differ in their parts but \"12\" and"
                + " \"21\" have the same ones. Take --label-parts whole.");
    assertThatThrownBy(
            () -> LabelParts.requireDifferent(List.of("up", "up left", "left up up"), "word"))
        .hasMessageContaining("\"up left\" and \"left up up\"");
  }
}
