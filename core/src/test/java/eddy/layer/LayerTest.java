package eddy.layer;

import static eddy.GradientCheck.check;
import static eddy.GradientCheck.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import eddy.tensor.Array;
import eddy.tensor.Parameter;
import eddy.tensor.Shape;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import eddy.tensor.Workspace;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LayerTest {
  private final SplittableRandom random = new SplittableRandom(1);

  @Test
  void linearGradients() {
    Linear linear = new Linear(5, 3, random);
    Parameter x = random(1, 4, 2, 5);
    check(
        t -> linear.forward(t.parameter(x)),
        x,
        linear.parameters().get("weight"),
        linear.parameters().get("bias"));
  }

  @Test
  void layerNormGradients() {
    LayerNorm norm = new LayerNorm(9);
    Parameter x = random(2, 3, 9);
    check(
        t -> norm.forward(t.parameter(x)),
        x,
        norm.parameters().get("weight"),
        norm.parameters().get("bias"));
  }

  @Test
  void embeddingLooksUpItsRows() {
    Embedding embedding = new Embedding(7, 3, random);
    Parameter weight = embedding.parameters().get("weight");
    check(t -> embedding.forward(t, new int[] {6, 0, 6, 1}, 2, 2), weight);
    try (Workspace workspace = new Workspace(1);
        Tape tape = workspace.inference()) {
      Tensor y = embedding.forward(tape, new int[] {6, 1}, 1, 2);

      float[] w = weight.data();
      assertThat(y.shape()).isEqualTo(Shape.of(1, 2, 3));
      assertThat(y.toArray().data()).containsExactly(w[18], w[19], w[20], w[3], w[4], w[5]);
    }
  }

  @Test
  void anEmbeddingDropsWholeVectorsInTraining() {
    Embedding embedding = new Embedding(7, 3, 0.5, random);
    Parameter weight = embedding.parameters().get("weight");
    int[] ids = {6, 0, 6, 1, 2, 3, 4, 5};
    check(t -> embedding.forward(t, ids, 8), weight);
    try (Workspace workspace = new Workspace(1)) {
      try (Tape tape = workspace.training(1, 1)) {
        float[] y = embedding.forward(tape, ids, 8).toArray().data();
        int dropped = 0;
        for (int i = 0; i < ids.length; i++) {
          float scale = y[3 * i] == 0 ? 0 : 2;
          dropped += scale == 0 ? 1 : 0;
          for (int j = 0; j < 3; j++) {
            assertThat(y[3 * i + j]).isEqualTo(scale * weight.data()[3 * ids[i] + j]);
          }
        }
        assertThat(dropped).isBetween(1, 7);
      }
      try (Tape tape = workspace.inference()) {
        float[] w = weight.data();
        assertThat(embedding.forward(tape, new int[] {1}, 1).toArray().data())
            .containsExactly(w[3], w[4], w[5]);
      }
    }
  }

  @Test
  void aTiedLayerMapsByTheWeightOfItsEmbedding() {
    Embedding embedding = new Embedding(4, 3, random);
    Linear linear = Linear.tied(embedding);
    assertThat(linear.parameters()).containsOnlyKeys("bias");
    Parameter weight = embedding.parameters().get("weight");
    Parameter bias = linear.parameters().get("bias");
    bias.data()[2] = 0.5f;
    int[] ids = {3, 0, 3};
    check(t -> linear.forward(embedding.forward(t, ids, 3)), weight, bias);
    try (Workspace workspace = new Workspace(1);
        Tape tape = workspace.inference()) {
      float[] logits = linear.forward(embedding.forward(tape, ids, 3)).toArray().data();
      for (int i = 0; i < ids.length; i++) {
        for (int c = 0; c < 4; c++) {
          double expected = bias.data()[c];
          for (int j = 0; j < 3; j++) {
            expected += (double) weight.data()[3 * ids[i] + j] * weight.data()[3 * c + j];
          }
          assertThat((double) logits[4 * i + c]).isCloseTo(expected, within(1e-5));
        }
      }
    }
  }

  @Test
  void dropoutDoesNothingAtInference() {
    Dropout dropout = new Dropout(0.5);
    try (Workspace workspace = new Workspace(1)) {
      try (Tape tape = workspace.inference()) {
        Tensor x = tape.constant(Array.zeros(3));
        assertThat(dropout.forward(x)).isSameAs(x);
      }
      try (Tape tape = workspace.training(1, 1)) {
        Tensor x = tape.constant(Array.zeros(3));
        assertThat(dropout.forward(x)).isNotSameAs(x);
      }
    }
    assertThatThrownBy(() -> new Dropout(1))
        .hasMessage("Dropout: expected a probability from 0 to below 1 but got 1.0.");
  }

  @Test
  void namesAreLedByTheirLayers() {
    SequencedMap<String, Layer> layers = new LinkedHashMap<>();
    layers.put("encoder", new Linear(2, 3, random));
    layers.put("norm", new LayerNorm(3));

    assertThat(Layer.join(layers).keySet())
        .containsExactly("encoder.weight", "encoder.bias", "norm.weight", "norm.bias");
  }
}
