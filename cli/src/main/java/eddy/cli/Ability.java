package eddy.cli;

import eddy.format.BadInput;
import eddy.task.TrainedModel;

/** What only models of some tasks can do. */
final class Ability {
  private Ability() {}

  /**
   * The model as one that can do what an option asks for.
   *
   * @param expected the models that have the option, with their article
   * @throws BadInput if it can't
   */
  static <T extends TrainedModel> T of(
      TrainedModel model, Class<T> kind, String option, String expected) {
    if (!kind.isInstance(model)) {
      throw new BadInput(
          "%s: expected %s but %s holds a model for the task %s."
              .formatted(option, expected, model.folder().path(), model.folder().task()));
    }
    return kind.cast(model);
  }
}
