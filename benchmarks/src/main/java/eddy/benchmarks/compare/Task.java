package eddy.benchmarks.compare;

import java.util.Locale;

/** What is timed. */
enum Task {
  /** Forward and backward from the sum of all outputs, with the gradient of weights and input. */
  TRAINING,
  /** The same over sequences of unequal lengths. */
  RAGGED,
  /** Training over full lengths, by a build that must first be shown to be as fast as another. */
  PADDED,
  /** Forward only. */
  INFERENCE,
  /** One time step from a carried state, which it replaces. */
  STEP,
  /** Forward with a linear layer of one output on top. */
  OUTPUT,
  /** That, the mean squared error, backward, and an update. */
  FIT,
  /** Embedding, recurrent layers, softmax over the vocabulary, backward, clipping, SGD. */
  LANGUAGE;

  boolean trains() {
    return this != INFERENCE && this != STEP && this != OUTPUT;
  }

  String lower() {
    return name().toLowerCase(Locale.ROOT);
  }
}
