package eddy.task;

import eddy.format.folder.Epoch;
import eddy.format.folder.Model;
import eddy.format.folder.ModelFolder;
import eddy.format.folder.Provenance;
import eddy.tensor.Workspace;
import eddy.train.EpochReport;
import eddy.train.Outcome;
import eddy.train.Trainer;
import eddy.train.TrainingListener;
import java.util.List;
import java.util.Map;

/** What a task brings to a {@link Training}: its data, read and checked, and its network. */
public interface Experiment {

  /** The options that mean the same in every task. */
  TrainingOptions training();

  /** What is about to be trained on, in one line for each thing that a user should know. */
  List<String> notes();

  /** How many items each epoch trains on. */
  long items();

  /** What the items are called: windows, tokens. */
  String unit();

  /** What stands in the place of the loss in the reports of batches and epochs. */
  default String measure() {
    return "loss";
  }

  /** What is validated after each epoch and chooses the best; the lower, the better. */
  default String validated() {
    return measure();
  }

  /** Whether there is a test part, so that the model can be evaluated without further data. */
  boolean hasTest();

  /** Where the model comes from: options, data and what it is made by. */
  Provenance provenance(String command);

  /** The figures of a model that this training has made, on the validation part. */
  Evaluation evaluate(ModelFolder model);

  /** A network with its first weights. */
  Run begin(Workspace workspace);

  /** A network while it is trained. */
  interface Run {

    /** What trains it, to be resumed from a checkpoint before it runs. */
    Trainer<?> trainer();

    /** Trains to the end, or until the listener says stop. */
    Outcome train(TrainingListener listener);

    /** What the history says of an epoch; the name of what was validated begins so. */
    Map<String, Double> figures(EpochReport report);

    /** The figures of the network as it is, on the validation part. */
    Evaluation evaluate();

    /** All that goes into the model folder. */
    Model model(List<Epoch> history, Provenance provenance);

    /** The page that the training leaves behind. */
    String report(List<Epoch> history, Evaluation evaluation, String command);
  }
}
