package eddy.benchmarks.golden;

import java.util.List;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** A short training: the losses of ten steps, each before its update, and where the parameters end. */
final class TrainingCase {
  private static final int STEPS = 10;

  private TrainingCase() {}

  static GoldenFile lstm() {
    int batch = 6;
    int steps = 5;
    TorchCase c =
        new TorchCase(
            "training-lstm",
            "prediction = linear(last step of lstm(x)), mean squared error against target [batch, 1],"
                + " Adam over the full batch; losses[k] is the loss before update k.");
    c.file().option("lr", 0.01);
    c.file().option("steps", STEPS);
    Tensor x = c.constant("x", 1.5, batch, steps, 3);
    Tensor target = c.constant("target", 1, batch, 1);
    Tensor weightIh = c.constant("lstm.weight_ih_l0", 0.45, 20, 3);
    Tensor weightHh = c.constant("lstm.weight_hh_l0", 0.45, 20, 5);
    Tensor biasIh = c.constant("lstm.bias_ih_l0", 0.45, 20);
    Tensor biasHh = c.constant("lstm.bias_hh_l0", 0.45, 20);
    Tensor weight = c.constant("linear.weight", 0.45, 1, 5);
    Tensor bias = c.constant("linear.bias", 0.45, 1);
    List<Tensor> cell = List.of(weightIh, weightHh, biasIh, biasHh);
    List<Tensor> all = List.of(weightIh, weightHh, biasIh, biasHh, weight, bias);
    all.forEach(parameter -> parameter.set_requires_grad(true));
    Adam adam = new Adam(TorchRecurrent.vector(all), new AdamOptions(0.01));
    List<Tensor> zeros = List.of(TorchCase.zeros(1, batch, 5), TorchCase.zeros(1, batch, 5));
    double[] losses = new double[STEPS];
    for (int step = 0; step < STEPS; step++) {
      adam.zero_grad();
      Tensor output =
          torch
              .lstm(
                  x,
                  TorchRecurrent.vector(zeros),
                  TorchRecurrent.vector(cell),
                  true,
                  1,
                  0,
                  true,
                  false,
                  true)
              .get0();
      Tensor prediction = torch.linear(output.select(1, steps - 1), weight, bias);
      Tensor loss = torch.mse_loss(prediction, target);
      losses[step] = loss.item_double();
      loss.backward();
      adam.step();
    }
    c.file().doubles("losses", losses, STEPS);
    c.result("after.lstm.weight_ih_l0", weightIh.detach());
    c.result("after.lstm.weight_hh_l0", weightHh.detach());
    c.result("after.lstm.bias_ih_l0", biasIh.detach());
    c.result("after.lstm.bias_hh_l0", biasHh.detach());
    c.result("after.linear.weight", weight.detach());
    c.result("after.linear.bias", bias.detach());
    return c.file();
  }
}
