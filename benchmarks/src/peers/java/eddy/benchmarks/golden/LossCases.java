package eddy.benchmarks.golden;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import org.bytedeco.pytorch.AdaptiveLogSoftmaxWithLossImpl;
import org.bytedeco.pytorch.LongVector;
import org.bytedeco.pytorch.StringTensorDict;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Losses and their gradient at the prediction.
 *
 * <p>Every file has {@code loss_sum}, the sum over what counts, and {@code loss}, that sum divided by
 * {@code count}; the gradient is that of {@code loss}. Where there is a mask, an element's loss is
 * multiplied by it and {@code count} is the sum of the mask.
 */
final class LossCases {
  private static final String MEAN = "loss = loss_sum / count; d_... are the gradients of loss.";
  private static final int NONE = 0;
  private static final int SUM = 2;
  private static final long IGNORED = -1;

  private LossCases() {}

  static List<GoldenFile> all() {
    List<GoldenFile> files = new ArrayList<>();
    for (boolean masked : new boolean[] {false, true}) {
      files.add(regression("mean-squared", masked, (x, y) -> torch.mse_loss(x, y, NONE)));
      files.add(regression("mean-absolute", masked, (x, y) -> torch.l1_loss(x, y, NONE)));
      files.add(huber("huber", 1, masked));
      files.add(huber("huber-narrow", 0.25, masked));
      files.add(binary(masked));
    }
    files.add(categorical("plain", 0, false));
    files.add(categorical("label-smoothing", 0.1, false));
    files.add(categorical("ignored", 0, true));
    files.add(categorical("label-smoothing-ignored", 0.1, true));
    files.add(adaptive());
    files.add(ctc());
    return files;
  }

  /** Ragged lengths, no labels at all, equal neighbours, and just as many steps as are needed. */
  private static GoldenFile ctc() {
    TorchCase c =
        new TorchCase(
            "ctc",
            "x are logits [batch, time, classes], labels one sequence after the other, the blank is"
                + " 0; loss is the mean over the sequences; d_... are the gradients of loss.");
    int batch = 4;
    int time = 9;
    Tensor x = c.leaf("x", 3, batch, time, 5);
    long[] lengths = {9, 5, 4, 7};
    long[] counts = {3, 3, 0, 4};
    long[] labels = {1, 4, 2, 3, 3, 3, 2, 2, 1, 4};
    c.file().integers("lengths", lengths, batch);
    c.file().integers("counts", counts, batch);
    c.file().integers("labels", labels, labels.length);
    Tensor loss =
        torch.ctc_loss(
                torch.log_softmax(x, -1).permute(1, 0, 2),
                Tensor.create(labels, labels.length),
                Tensor.create(lengths, batch),
                Tensor.create(counts, batch),
                0,
                SUM,
                false)
            .div(Tensor.create(new double[] {batch}, new long[] {1}))
            .sum();
    c.result("loss", loss);
    c.gradients(loss);
    return c.file();
  }

  /** PyTorch's own module, its parameters replaced by drawn ones. */
  private static GoldenFile adaptive() {
    TorchCase c =
        new TorchCase(
            "adaptive-softmax",
            "AdaptiveLogSoftmaxWithLoss of x [rows, inputs] with cutoffs; log_probabilities of all"
                + " classes; loss = -mean of those of ids; d_... are the gradients of loss.");
    int rows = 9;
    int inputs = 17;
    int classes = 14;
    long[] cutoffs = {4, 9};
    c.file().option("classes", classes);
    c.file().integers("cutoffs", cutoffs, cutoffs.length);
    Tensor x = c.leaf("x", 1.5, rows, inputs);
    long[] ids = {0, 13, 5, 3, 9, 10, 4, 2, 8};
    c.file().integers("ids", ids, rows);
    AdaptiveLogSoftmaxWithLossImpl module =
        new AdaptiveLogSoftmaxWithLossImpl(inputs, classes, new LongVector(cutoffs));
    module.to(torch.ScalarType.Double, false);
    StringTensorDict parameters = module.named_parameters();
    List<String> names = new ArrayList<>();
    for (long i = 0; i < parameters.size(); i++) {
      names.add(parameters.keys().get(i).getString());
    }
    for (String name : names) {
      Tensor parameter = parameters.get(name);
      Tensor drawn = c.constant(name, 0.6, TorchCase.dimensions(parameter));
      parameter.set_data(drawn);
    }
    c.result("log_probabilities", module.log_prob(x));
    Tensor loss = module.forward(x, Tensor.create(ids, rows)).output().mean().neg();
    c.result("loss", loss);
    c.gradients(loss);
    names.forEach(name -> c.result("d_" + name, parameters.get(name).grad()));
    return c.file();
  }

  private static GoldenFile regression(
      String name, boolean masked, BinaryOperator<Tensor> elementwise) {
    TorchCase c = new TorchCase("loss-" + name + (masked ? "-masked" : ""), MEAN);
    Tensor x = c.leaf("x", 2, 4, 3, 3);
    Tensor target = c.constant("target", 2, 4, 3, 3);
    mean(c, elementwise.apply(x, target), masked);
    return c.file();
  }

  private static GoldenFile huber(String name, double delta, boolean masked) {
    TorchCase c =
        new TorchCase(
            "loss-" + name + (masked ? "-masked" : ""),
            "e^2/2 where |e| <= delta, else delta (|e| - delta/2); " + MEAN);
    c.file().option("delta", delta);
    Tensor x = c.leaf("x", 1.5, 4, 3, 3);
    Tensor target = c.constant("target", 1.5, 4, 3, 3);
    mean(c, torch.huber_loss(x, target, NONE, delta), masked);
    return c.file();
  }

  private static GoldenFile binary(boolean masked) {
    TorchCase c =
        new TorchCase(
            "loss-binary-cross-entropy" + (masked ? "-masked" : ""),
            "x are logits, large ones among them, target is between 0 and 1; " + MEAN);
    Tensor x = c.leaf("x", 20, 5, 4);
    float[] targets = new float[20];
    for (int i = 0; i < targets.length; i++) {
      // Mostly hard labels, some soft ones.
      targets[i] = i % 5 == 4 ? 0.25f : (i * 7 / 3) % 2;
    }
    Tensor target = c.given("target", targets, 5, 4);
    TensorOptional none = new TensorOptional();
    mean(c, torch.binary_cross_entropy_with_logits(x, target, none, none, NONE), masked);
    return c.file();
  }

  private static void mean(TorchCase c, Tensor elements, boolean masked) {
    Tensor counted = elements;
    Tensor count = TorchCase.tensor(new float[] {elements.numel()});
    if (masked) {
      long[] dimensions = TorchCase.dimensions(elements);
      float[] mask = new float[Math.toIntExact(elements.numel())];
      for (int i = 0; i < mask.length; i++) {
        mask[i] = i % 3 == 1 ? 0 : 1;
      }
      Tensor weights = c.given("mask", mask, dimensions);
      counted = elements.mul(weights);
      count = weights.sum();
    }
    finish(c, counted.sum(), count);
  }

  private static GoldenFile categorical(String name, double smoothing, boolean ignored) {
    TorchCase c =
        new TorchCase(
            "loss-cross-entropy-" + name,
            "x are logits [batch, time, classes], ids below 0 are ignored; " + MEAN);
    c.file().option("label_smoothing", smoothing);
    c.file().option("ignore_index", IGNORED);
    Tensor x = c.leaf("x", 4, 3, 4, 5);
    long[] ids = new long[12];
    int count = 0;
    for (int i = 0; i < ids.length; i++) {
      ids[i] = ignored && i % 4 == 3 ? IGNORED : (i * 7 + 3) % 5;
      count += ids[i] == IGNORED ? 0 : 1;
    }
    c.file().integers("ids", ids, 3, 4);
    Tensor sum =
        torch.cross_entropy_loss(
            x.reshape(12, 5),
            Tensor.create(ids, 12),
            new TensorOptional(),
            SUM,
            IGNORED,
            smoothing);
    finish(c, sum, TorchCase.tensor(new float[] {count}));
    return c.file();
  }

  private static void finish(TorchCase c, Tensor sum, Tensor count) {
    Tensor loss = sum.div(count).sum();
    c.file().doubles("count", TorchCase.values(count));
    c.result("loss_sum", sum);
    c.result("loss", loss);
    c.gradients(loss);
  }
}
