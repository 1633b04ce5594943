package eddy.task;

import java.util.function.Consumer;

/** A model that writes texts. */
public interface TextGenerator extends TrainedModel {

  /**
   * Writes a text on.
   *
   * @param prompt how the text begins; may be empty
   * @param length how many tokens to write
   * @param out takes what is written, token by token; the prompt is no part of it
   */
  void generate(String prompt, int length, Sampling sampling, Consumer<String> out);
}
