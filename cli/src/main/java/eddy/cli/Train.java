package eddy.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Groups the tasks that can be trained. */
@Command(name = "train", header = "Trains a model for a task.", synopsisSubcommandLabel = "TASK")
final class Train implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "train: expected a task: " + String.join(", ", spec.subcommands().keySet()));
  }
}
