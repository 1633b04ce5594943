package eddy.task;

import eddy.format.folder.Epoch;
import eddy.format.folder.Model;
import eddy.format.folder.ModelFolder;
import eddy.format.folder.Provenance;
import eddy.optim.Groups;
import eddy.optim.Optimizer;
import eddy.tensor.Array;
import eddy.tensor.Parameter;
import eddy.tensor.Workspace;
import eddy.train.EpochReport;
import eddy.train.Objective;
import eddy.train.Outcome;
import eddy.train.Trainer;
import eddy.train.TrainingData;
import eddy.train.TrainingListener;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.DoubleSupplier;

/**
 * One network while it is trained on batches by one objective, and validated by its loss. What
 * comes of it at the end, {@link #evaluate}, {@link #model} and {@link #report}, the task says.
 *
 * <p>A loss, not errors: of a few dozen items these are soon none, and the loss still tells epochs
 * apart.
 *
 * @param <B> a batch
 */
public final class NetworkRun<B> implements Experiment.Run {
  private final Trainer<B> trainer;
  private final TrainingData<B> data;
  private final DoubleSupplier validation;
  private final End end;

  /** What the task makes of the trained network. */
  public interface End {
    /** See {@link Experiment.Run#evaluate}. */
    Evaluation evaluate();

    /** See {@link Experiment.Run#model}. */
    Model model(List<Epoch> history, Provenance provenance);

    /** See {@link Experiment.Run#report}. */
    String report(List<Epoch> history, Evaluation evaluation, String command);
  }

  /**
   * A run that begins with the parameters as they are.
   *
   * @param parameters of the network
   * @param data what it is trained on
   * @param validation measures the network as it is
   */
  public NetworkRun(
      Workspace workspace,
      TrainingOptions options,
      SequencedMap<String, Parameter> parameters,
      Objective<B> objective,
      TrainingData<B> data,
      DoubleSupplier validation,
      End end) {
    this.data = data;
    this.validation = validation;
    this.end = end;
    trainer =
        new Trainer<>(
            workspace,
            parameters,
            new Optimizer(options.rule(), parameters, Groups.standard()),
            options.rates(data.batches(0)),
            objective,
            options.loop());
  }

  /** Gives a network the weights of a finished model, and leaves what else that has. */
  public static void load(Path from, SequencedMap<String, Parameter> parameters) {
    Map<String, Array> weights = ModelFolder.open(from).weights();
    parameters.forEach((name, parameter) -> parameter.set(name, weights.get(name)));
  }

  /** The weights of a network and what else goes with it. */
  public static Map<String, Array> weights(List<SequencedMap<String, Parameter>> parts) {
    Map<String, Array> weights = new LinkedHashMap<>();
    parts.forEach(part -> part.forEach((name, parameter) -> weights.put(name, parameter.value())));
    return weights;
  }

  @Override
  public Trainer<?> trainer() {
    return trainer;
  }

  @Override
  public Outcome train(TrainingListener listener) {
    return trainer.run(data, validation, listener);
  }

  @Override
  public Map<String, Double> figures(EpochReport report) {
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("train_loss", report.trainingLoss());
    figures.put("validation_loss", report.validation());
    figures.put("learning_rate", report.learningRate());
    return figures;
  }

  @Override
  public Evaluation evaluate() {
    return end.evaluate();
  }

  @Override
  public Model model(List<Epoch> history, Provenance provenance) {
    return end.model(history, provenance);
  }

  @Override
  public String report(List<Epoch> history, Evaluation evaluation, String command) {
    return end.report(history, evaluation, command);
  }
}
