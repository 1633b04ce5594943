package eddy.cli;

import eddy.format.folder.Checkpoint;
import eddy.format.folder.ModelFolder;
import eddy.task.Evaluation;
import eddy.task.Training;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import picocli.CommandLine.ExitCode;

/**
 * What every {@code train} command does, whatever the task: one training for each seed.
 *
 * @param prepare reads and checks the data for the training of a number, counted from 0
 */
record Trainings(Console console, TrainingFlags flags, IntFunction<Training> prepare) {

  /**
   * What came out.
   *
   * @param measured on the validation part
   * @param hasTest whether a test part can be measured next
   */
  record Trained(Measurement measured, boolean hasTest) {}

  /**
   * Trains, prints the figures and says what comes next.
   *
   * @param arguments what the user typed after the program's name
   * @param next how to use the model, said after how to measure it
   */
  int call(List<String> arguments, String next) {
    return call(arguments, List.of("--data", "FILE"), next);
  }

  /**
   * The same for a task whose models are measured in another way where no test part was set aside.
   *
   * @param data what names other data to `evaluate`
   */
  int call(List<String> arguments, List<String> data, String next) {
    try (Stop.Span _ = console.stop().training()) {
      Optional<Trained> trained = train(arguments);
      if (trained.isEmpty()) {
        return Main.STOPPED;
      }
      Measurement measured = trained.get().measured();
      console.print(flags.json() ? measured.json() : measured.table());
      console.note("Report: " + flags.out(0).resolve(Training.REPORT));
      List<String> evaluate = new ArrayList<>(List.of("evaluate", flags.out().toString()));
      if (!trained.get().hasTest()) {
        evaluate.addAll(data);
      }
      console.note(
          (trained.get().hasTest() ? "Next, on the test part: " : "Next, on data to test: ")
              + console.command(evaluate));
      console.note(next);
      return ExitCode.OK;
    }
  }

  /**
   * Gives up what an earlier run of the same command left, and says whether there was anything;
   * anything else is refused.
   */
  boolean discard() {
    return prepare.apply(0).discard(flags.out(0));
  }

  /**
   * Trains once for each seed.
   *
   * @param arguments what the user typed after the program's name
   * @return nothing if the training was stopped
   */
  Optional<Trained> train(List<String> arguments) {
    boolean hasTest = false;
    long start = System.nanoTime();
    List<String> fresh = arguments.stream().filter(word -> !word.equals("--resume")).toList();
    List<Evaluation> evaluations = new ArrayList<>();
    List<ModelFolder> models = new ArrayList<>();
    for (int run = 0; run < flags.seeds(); run++) {
      Path out = flags.out(run);
      Training training = prepare.apply(run);
      if (run == 0) {
        hasTest = training.experiment().hasTest();
        for (int each = 0; each < flags.seeds(); each++) {
          training.check(flags.out(each), flags.resume());
        }
        training.experiment().notes().forEach(console::note);
      }
      if (flags.several()) {
        console.note("Training %d of %d: %s".formatted(run + 1, flags.seeds(), out));
      }
      Optional<Evaluation> evaluation = run(training, out, console.command(fresh));
      if (evaluation.isEmpty()) {
        List<String> again = new ArrayList<>(fresh);
        again.add("--resume");
        console.note("Stopped. To go on: " + console.command(again));
        return Optional.empty();
      }
      evaluations.add(evaluation.get());
      models.add(ModelFolder.open(out));
    }
    double seconds = (System.nanoTime() - start) * 1e-9;
    return Optional.of(
        new Trained(new Measurement(flags.out(), models, evaluations, seconds), hasTest));
  }

  private Optional<Evaluation> run(Training training, Path out, String command) {
    if (flags.resume()) {
      Optional<Evaluation> finished = training.finished(out);
      if (finished.isPresent()) {
        console.note(out + " is finished already.");
        return finished;
      }
      if (!Files.exists(out.resolve(Checkpoint.FILE))) {
        console.note(out + " holds no checkpoint yet: starting from the beginning.");
      }
    }
    try (Progress progress = new Progress(console, training.experiment())) {
      return training.run(out, command, flags.resume(), progress).validation();
    }
  }
}
