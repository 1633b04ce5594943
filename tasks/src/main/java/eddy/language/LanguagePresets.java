package eddy.language;

import eddy.format.BadInput;
import eddy.language.LanguageOptions.Draft;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Configurations that papers were written about. */
public final class LanguagePresets {
  /** Their names. */
  public static final List<String> NAMES = List.of("ptb-small", "ptb-medium", "awd-lstm");

  private LanguagePresets() {}

  /**
   * The configuration of a name, to be used or changed.
   *
   * @throws BadInput if there is none
   */
  public static Draft named(String name) {
    return switch (name) {
      case "ptb-small" -> small();
      case "ptb-medium" -> medium();
      case "awd-lstm" -> awd();
      default ->
          throw new BadInput(
              "--preset: expected one of %s but found '%s'."
                  .formatted(String.join(", ", NAMES), name));
    };
  }

  /** The network without regularization of Zaremba, Sutskever and Vinyals, 2014. */
  private static Draft small() {
    Draft draft = zaremba();
    draft.steps = 20;
    draft.initial = 0.1;
    draft.training =
        draft.training.with(t -> {
          t.epochs = 13;
          t.hidden = 200;
          // Their program first halves the rate at the end of the first epoch after the fourth.
          t.schedule = "exponential:0.5:5";
        });
    return draft;
  }

  /** Their medium network, with dropout. */
  private static Draft medium() {
    Draft draft = zaremba();
    draft.steps = 35;
    draft.initial = 0.05;
    draft.training =
        draft.training.with(t -> {
          t.epochs = 39;
          t.hidden = 650;
          t.dropout = 0.5;
          // Divided by 1.2 after each epoch that follows the sixth.
          t.schedule = "exponential:" + 1 / 1.2 + ":7";
        });
    return draft;
  }

  private static Draft zaremba() {
    Draft draft = new Draft();
    wordsOfThePennTreebank(draft);
    draft.tied = Optional.of(false);
    draft.summed = true;
    draft.locked = false;
    draft.training =
        draft.training.with(t -> {
          t.batchSize = 20;
          t.layers = 2;
          t.dropout = 0;
          t.optimizer = "sgd";
          t.learningRate = 1;
          t.clip = 5;
          t.patience = 100;
        });
    return draft;
  }

  /**
   * The network of Merity, Keskar and Socher, ICLR 2018, with the numbers that their program is run
   * with for the Penn Treebank.
   *
   * <p>For a segment of another length than the mean they scale the learning rate, after the
   * gradient was clipped; here the loss is scaled, before. So a step whose gradient is clipped is
   * as large for a short segment as for a long one, and weight decay is the same for both.
   */
  private static Draft awd() {
    Draft draft = new Draft();
    wordsOfThePennTreebank(draft);
    draft.embedding = OptionalInt.of(400);
    draft.steps = 70;
    draft.randomSteps = true;
    draft.dropoutHidden = OptionalDouble.of(0.25);
    draft.dropoutEmbedding = 0.1;
    draft.weightDrop = 0.5;
    draft.activation = 2;
    draft.temporalActivation = 1;
    draft.training =
        draft.training.with(t -> {
          t.epochs = 500;
          t.batchSize = 20;
          t.hidden = 1150;
          t.layers = 3;
          t.dropout = 0.4;
          t.optimizer = "sgd";
          t.learningRate = 30;
          t.schedule = "constant";
          t.clip = 0.25;
          t.weightDecay = 1.2e-6;
          t.averageAfter = 5;
          t.patience = 500;
        });
    return draft;
  }

  /** Its text is in words already, with a sign of its own for the unknown one. */
  private static void wordsOfThePennTreebank(Draft draft) {
    draft.tokens = "whitespace";
    draft.minCount = OptionalInt.of(1);
  }
}
