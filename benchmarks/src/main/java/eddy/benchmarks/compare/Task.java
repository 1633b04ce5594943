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
  /** Forward through an ONNX file; of one time step, from a carried state. */
  IMPORTED,
  /** Forward with a linear layer of one output on top. */
  OUTPUT,
  /** That, the mean squared error, backward, and an update. */
  FIT,
  /** Embedding, recurrent layers, softmax over the vocabulary, backward, clipping, SGD. */
  LANGUAGE,
  /** The tutorial's network, which learns running means: forward, backward, Adam. */
  ARTICLE;

  boolean trains() {
    return this != INFERENCE && this != STEP && this != IMPORTED && this != OUTPUT;
  }

  /** How many steps, one after the other, are compared before any is timed. */
  int checkedSteps() {
    return switch (this) {
      case ARTICLE -> 10;
      // The second step shows what the first one changed.
      case LANGUAGE, STEP, IMPORTED -> 2;
      default -> 1;
    };
  }

  /** How far apart numbers may be, as a share of the largest in their array. */
  double tolerance() {
    // Ten steps of Adam move a weight by 0.01 where the largest is 0.125; what is learnt must agree
    // too, to a ten-thousandth.
    return this == ARTICLE ? 1e-5 : 1e-4;
  }

  String lower() {
    return name().toLowerCase(Locale.ROOT);
  }
}
