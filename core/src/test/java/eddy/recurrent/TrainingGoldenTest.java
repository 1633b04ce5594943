package eddy.recurrent;

import eddy.Golden;
import eddy.layer.Layer;
import eddy.layer.Linear;
import eddy.loss.Loss;
import eddy.optim.Adam;
import eddy.optim.Gradients;
import eddy.optim.Optimizer;
import eddy.tensor.Parameter;
import eddy.tensor.Pooling;
import eddy.tensor.Sequence;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import eddy.tensor.Workspace;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Ten steps of a whole training against PyTorch. */
class TrainingGoldenTest {

  @Test
  void lossesOfAllStepsAndTheLastWeightsAgree() {
    Golden golden = Golden.load("training-lstm");
    SplittableRandom random = new SplittableRandom(1);
    Recurrent lstm =
        Recurrent.of(new Lstm(), golden.shape("x").last(), golden.shape("lstm.weight_hh_l0").last())
            .build(random);
    Linear linear = new Linear(lstm.outputSize(), golden.shape("target").last(), random);
    SequencedMap<String, Layer> layers = new LinkedHashMap<>();
    layers.put("lstm", lstm);
    layers.put("linear", linear);
    SequencedMap<String, Parameter> parameters = Layer.join(layers);
    parameters.forEach((name, parameter) -> parameter.set(name, golden.array(name)));
    Optimizer optimizer = new Optimizer(new Adam(), parameters);
    Gradients gradients = new Gradients(parameters);
    float[] losses = new float[golden.integer("steps")];
    try (Workspace workspace = new Workspace(2)) {
      for (int k = 0; k < losses.length; k++) {
        try (Tape tape = workspace.training(1, k)) {
          Sequence x = Sequence.full(tape.constant(golden.array("x")));
          Tensor prediction = linear.forward(Pooling.last(lstm.forward(x).sequence()));
          Tensor target = tape.constant(golden.array("target"));
          Tensor loss = Loss.meanSquared(prediction, target);
          losses[k] = loss.scalar();
          tape.backward(loss);
          gradients.complete(tape);
          optimizer.step(gradients, golden.number("lr"));
        }
      }
    }
    golden.assertClose("losses", losses, losses.length);
    parameters.forEach((name, parameter) ->
        golden.assertClose("after." + name, parameter.data(), parameter.shape().size()));
  }
}
