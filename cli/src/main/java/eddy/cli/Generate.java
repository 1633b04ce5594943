package eddy.cli;

import eddy.format.BadInput;
import eddy.format.Json;
import eddy.task.Sampling;
import eddy.task.TextGenerator;
import eddy.task.TrainedModel;
import eddy.task.TrainingOptions;
import eddy.tasks.Models;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lets a language model write. */
@Command(
    name = "generate",
    showDefaultValues = true,
    sortOptions = false,
    header = "Lets a language model write a text on.",
    description = {
      "Writes a text on, token by token as they are drawn. The same seed draws the same text."
    })
final class Generate implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "The model folder.")
  private Path folder;

  @Option(
      names = "--prompt",
      paramLabel = "TEXT",
      showDefaultValue = Visibility.NEVER,
      description = "How the text begins.")
  private String prompt = "";

  @Option(names = "--length", paramLabel = "N", description = "How many tokens to write.")
  private int length = 200;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      description =
          "Below 1 for likelier tokens, above for more surprising ones; 0 always takes the"
              + " likeliest.")
  private double temperature = 1;

  @Option(
      names = "--top-k",
      paramLabel = "N",
      description = "Draw only from the N likeliest tokens; 0 for all.")
  private int topK;

  @Option(
      names = "--top-p",
      paramLabel = "P",
      description =
          "Draw only from the likeliest tokens that have this probability together; 1 for all.")
  private double topP = 1;

  @Option(names = "--seed", paramLabel = "N", description = "Of what is drawn.")
  private long seed = 1;

  @Option(names = "--json", description = "Print one JSON object, once all is written.")
  private boolean json;

  private final Console console;

  Generate(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    TrainingOptions.require(length >= 0, "--length", "0 or more", length);
    Sampling sampling = new Sampling(temperature, topK, topP, seed);
    try (TrainedModel model = Models.open(folder)) {
      if (!(model instanceof TextGenerator generator)) {
        throw new BadInput(folder + ": a model for " + model.folder().task() + " writes no texts.");
      }
      if (json) {
        StringBuilder text = new StringBuilder();
        generator.generate(prompt, length, sampling, text::append);
        console.print(json(text.toString()));
      } else {
        console.print(prompt);
        generator.generate(
            prompt,
            length,
            sampling,
            piece -> {
              console.print(piece);
              console.flush();
            });
        console.print("\n");
      }
    }
    return ExitCode.OK;
  }

  private String json(String text) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("model", folder.toString());
    json.put("prompt", prompt);
    json.put("text", text);
    json.put("length", length);
    json.put("temperature", temperature);
    json.put("top_k", topK);
    json.put("top_p", topP);
    json.put("seed", seed);
    return Json.text(json);
  }
}
