package eddy.cli;

import eddy.format.BadInput;
import eddy.task.SpeechModel;
import eddy.task.TokenPredictor;
import eddy.task.TrainedModel;
import eddy.task.TranslationModel;
import eddy.task.TranslationModel.Search;
import eddy.tasks.Models;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How a speech recognizer looks for what was said, and a translator for a translation. */
final class SearchFlags {
  @Option(
      names = "--beam",
      paramLabel = "N",
      description =
          "Speech and translation: hypotheses to follow; 1 takes the likeliest of each step. By"
              + " default 1 for speech, or 16 with a language model, and 5 for translation.")
  private Optional<Integer> beam = Optional.empty();

  @Option(
      names = "--language-model",
      paramLabel = "DIR",
      description =
          "Speech: a model by `train language` on transcripts that weighs the hypotheses. Its --tokens"
              + " are the --units of this one.")
  private Optional<Path> language = Optional.empty();

  @Option(
      names = "--language-weight",
      paramLabel = "W",
      description = "Speech: of the language model beside the sound. By default 0.5.")
  private Optional<Double> weight = Optional.empty();

  @Option(
      names = "--length-penalty",
      paramLabel = "ALPHA",
      description =
          "Translation: 0 takes the likeliest whole translation, more favors longer ones. By default"
              + " 0.6.")
  private Optional<Double> lengthPenalty = Optional.empty();

  @Option(
      names = "--coverage-penalty",
      paramLabel = "BETA",
      description = "Translation: more favors those that have looked at every token. By default 0.")
  private Optional<Double> coveragePenalty = Optional.empty();

  @Option(
      names = "--n-best",
      paramLabel = "N",
      description = "Translation: so many of each sentence, the best first. By default 1.")
  private Optional<Integer> best = Optional.empty();

  @Option(
      names = "--ensemble",
      paramLabel = "DIR",
      split = ",",
      description =
          "Translation: further models of the same vocabularies, such as those of other seeds, whose"
              + " probabilities are averaged with those of DIR.")
  private List<Path> ensemble = List.of();

  /** Fails where something is searched for beside an option that draws. */
  void refuseBeside(String option) {
    if (beam.isPresent() || searches()) {
      throw new BadInput(
          option
              + ": expected no --beam, --n-best or penalty beside it, since nothing is searched for.");
    }
  }

  private boolean searches() {
    return lengthPenalty.isPresent() || coveragePenalty.isPresent() || best.isPresent();
  }

  /** What is done with a model. */
  interface Use<R, E extends Exception> {
    R run(TrainedModel model) throws E;
  }

  /** Uses a model with the search that was asked for, if any was. */
  <R, E extends Exception> R use(TrainedModel model, Use<R, E> use) throws E {
    if (weight.isPresent() && language.isEmpty()) {
      throw new BadInput(
          "--language-weight: expected --language-model beside it, which it weighs. Add one, or"
              + " leave it out.");
    }
    if (!ensemble.isEmpty()) {
      TranslationModel all =
          Ability.of(model, TranslationModel.class, "--ensemble", "a translator");
      for (Path path : ensemble) {
        try (TrainedModel other = Models.open(path)) {
          all = all.with(Ability.of(other, TranslationModel.class, "--ensemble", "a translator"));
        }
      }
      return use.run(
          beam.isPresent() || language.isPresent() || searches() ? translator(all) : all);
    }
    if (searches() || (beam.isPresent() && model instanceof TranslationModel)) {
      return use.run(translator(model));
    }
    if (beam.isEmpty() && language.isEmpty()) {
      return use.run(model);
    }
    SpeechModel speech =
        Ability.of(model, SpeechModel.class, "--beam, --language-model", "a speech recognizer");
    if (language.isEmpty()) {
      return use.run(speech.with(new SpeechModel.Search(beam.orElse(1), Optional.empty(), 0)));
    }
    try (TrainedModel other = Models.open(language.get())) {
      TokenPredictor predictor =
          Ability.of(other, TokenPredictor.class, "--language-model", "a language model");
      return use.run(
          speech.with(
              new SpeechModel.Search(beam.orElse(16), Optional.of(predictor), weight.orElse(0.5))));
    }
  }

  private TranslationModel translator(TrainedModel model) {
    TranslationModel translator =
        Ability.of(model, TranslationModel.class, "--length-penalty, --n-best", "a translator");
    if (language.isPresent() || weight.isPresent()) {
      throw new BadInput("--language-model: expected a speech recognizer but found a translator.");
    }
    Search usual = Search.USUAL;
    int count = best.orElse(usual.best());
    return translator.with(
        new Search(
            beam.orElse(Math.max(usual.beam(), count)),
            lengthPenalty.orElse(usual.lengthPenalty()),
            coveragePenalty.orElse(usual.coveragePenalty()),
            count));
  }
}
