package eddy.task;

import eddy.format.AtomicFile;
import eddy.format.BadInput;
import eddy.format.folder.Checkpoint;
import eddy.format.folder.Epoch;
import eddy.format.folder.ModelFolder;
import eddy.format.folder.TrainingFolder;
import eddy.tensor.Workspace;
import eddy.train.Outcome;
import eddy.train.TrainingListener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The training of a model of any task, from its data to its folder: checkpoints, resuming, history
 * and report.
 *
 * <p>Nothing is learnt from the test part or measured on it: what is reported is training and
 * validation.
 *
 * @param experiment what the task brings
 */
public record Training(Experiment experiment) {
  /** The file of the report in the model folder. */
  public static final String REPORT = "report.html";

  /**
   * How a training ended.
   *
   * @param outcome why and where it ended
   * @param validation the model's figures on the validation part, none where it was stopped
   * @param history one entry per epoch, those before a resume included
   */
  public record Result(Outcome outcome, Optional<Evaluation> validation, List<Epoch> history) {}

  /**
   * Refuses a folder that {@link #run} would refuse, without leaving anything in it.
   *
   * @throws BadInput if the folder can't be used
   */
  public void check(Path out, boolean resume) {
    try (TrainingFolder folder = TrainingFolder.open(out)) {
      // What is there to be resumed is checked when its turn comes.
      if (!resume) {
        checkpoint(folder, false);
      }
    }
  }

  /**
   * Gives up the model or the checkpoint that an earlier run of this same training left in the
   * folder, so that it may run again.
   *
   * @return whether there was one
   * @throws BadInput if the folder holds anything else; nothing is then given up
   */
  public boolean discard(Path out) {
    try (TrainingFolder folder = TrainingFolder.open(out)) {
      folder.existing().ifPresent(model -> requireOwn(folder, model));
      folder.checkpoint().ifPresent(saved -> requireOwn(folder, saved));
      boolean held = folder.holdsTraining();
      folder.clear();
      return held;
    }
  }

  /**
   * The figures on the validation part of the model that this training has already made, if the
   * folder holds it.
   *
   * @throws BadInput if the folder holds another model, or can't be used
   */
  public Optional<Evaluation> finished(Path out) {
    try (TrainingFolder folder = TrainingFolder.open(out)) {
      Optional<ModelFolder> existing = folder.existing();
      if (existing.isEmpty()) {
        return Optional.empty();
      }
      requireOwn(folder, existing.get());
      // Left behind where a training was killed after its model was written.
      Checkpoint.delete(out);
      return existing.map(experiment::evaluate);
    }
  }

  /**
   * Trains and writes the model, its history and its report. A training that was stopped leaves its
   * checkpoint to be resumed, and no model.
   *
   * @param out the model folder
   * @param command the command line, for the provenance
   * @param resume whether to go on from the checkpoint in the folder, if there is one
   * @throws BadInput if the folder can't be used
   */
  public Result run(Path out, String command, boolean resume, TrainingListener listener) {
    try (TrainingFolder folder = TrainingFolder.open(out);
        Workspace workspace = new Workspace(experiment.training().threads())) {
      List<Epoch> history = new ArrayList<>();
      Experiment.Run run = experiment.begin(workspace);
      Optional<Checkpoint> checkpoint = checkpoint(folder, resume);
      checkpoint.ifPresent(saved -> {
        history.addAll(Recorder.history(saved));
        run.trainer().resume(Recorder.state(saved));
      });
      Outcome outcome =
          run.train(new Recorder(folder, fingerprint(), history, run::figures, listener));
      if (outcome.end() == Outcome.End.STOPPED) {
        return new Result(outcome, Optional.empty(), history);
      }
      Evaluation evaluation = run.evaluate();
      // The model is last, since a folder that holds one is finished.
      AtomicFile.write(out.resolve(REPORT), run.report(history, evaluation, command));
      folder.save(run.model(history, experiment.provenance(command)));
      Checkpoint.delete(out);
      return new Result(outcome, Optional.of(evaluation), history);
    }
  }

  /** The checkpoint to go on from, after checking that it is this training's. */
  private Optional<Checkpoint> checkpoint(TrainingFolder folder, boolean resume) {
    if (folder.existing().isPresent()) {
      throw new BadInput(
          folder.path() + ": this folder already holds a finished model. Choose another --out.");
    }
    Optional<Checkpoint> checkpoint = folder.checkpoint();
    if (checkpoint.isPresent() && !resume) {
      throw new BadInput(
          folder.path()
              + ": this folder holds a training that was not finished."
              + " Go on with --resume, or choose another --out.");
    }
    checkpoint.ifPresent(saved -> requireOwn(folder, saved));
    return checkpoint;
  }

  private void requireOwn(TrainingFolder folder, ModelFolder model) {
    fingerprint().requireSame(folder.path() + ": the model", Fingerprint.of(model.provenance()));
  }

  private void requireOwn(TrainingFolder folder, Checkpoint saved) {
    fingerprint().requireSame(folder.path() + ": the checkpoint", Recorder.fingerprint(saved));
  }

  private Fingerprint fingerprint() {
    return Fingerprint.of(experiment.provenance(""));
  }
}
