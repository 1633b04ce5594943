package eddy.cli;

import eddy.format.BadInput;
import eddy.format.folder.Provenance;
import eddy.kernel.TooLarge;
import eddy.train.Diverged;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalInt;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;

/** The command line. */
@Command(
    name = "eddy",
    header = "Trains recurrent neural networks, evaluates them and uses them.",
    footer = {
      "",
      "Exit status: 0 done; 1 a fault of Eddy's own; 2 something that you can put right, which the",
      "message names; 130 stopped by Ctrl-C.",
      "EDDY_JAVA_OPTS=-Xmx8g gives Eddy more memory; EDDY_DEBUG=1 shows where an error arose."
    })
public final class Main implements Runnable {
  /** The exit status of a training that Ctrl-C has stopped: 128 and the number of the signal. */
  static final int STOPPED = 130;

  private final Console console;

  private Main(Console console) {
    this.console = console;
  }

  /** Runs one command and exits with its status. */
  public static void main(String[] arguments) {
    PrintStream out = stream(FileDescriptor.out);
    PrintStream err = stream(FileDescriptor.err);
    Stop stop = new Stop();
    stop.listen(() -> {
      err.println("\nStopping after this batch ...");
      err.flush();
    });
    int columns = Integer.getInteger("eddy.columns", 0);
    String program = System.getProperty("eddy.program", "eddy");
    Console console =
        new Console(
            out, err, columns > 0 ? OptionalInt.of(columns) : OptionalInt.empty(), program, stop);
    System.exit(run(console, arguments));
  }

  /** Runs one command and returns its exit status. */
  static int run(Console console, String... arguments) {
    int status;
    try {
      status = commandLine(console).execute(arguments);
      console.flush();
    } catch (BadInput | OutOfMemoryError | StackOverflowError e) {
      status = fail(console, e);
    }
    return status;
  }

  @Override
  public void run() {
    console.print(commandLine(console).getUsageMessage());
  }

  private static CommandLine commandLine(Console console) {
    CommandLine train = new CommandLine(new Train());
    train.addSubcommand(new TrainForecast(console));
    train.addSubcommand(new TrainLanguage(console));
    train.addSubcommand(new TrainClassify(console));
    train.addSubcommand(new TrainSeries(console));
    train.addSubcommand(new TrainFrames(console));
    train.addSubcommand(new TrainTag(console));
    train.addSubcommand(new TrainTranslate(console));
    train.addSubcommand(new TrainTranscribe(console));
    CommandLine eddy = new CommandLine(new Main(console));
    eddy.addSubcommand(new Demo(console));
    eddy.addSubcommand(train);
    eddy.addSubcommand(new Evaluate(console));
    eddy.addSubcommand(new Predict(console));
    eddy.addSubcommand(new Generate(console));
    eddy.addSubcommand(new Info(console));
    eddy.addSubcommand(new Convert(console));
    eddy.addSubcommand(new Bench(console));
    String version =
        "eddy "
            + Provenance.now("", 0, Map.of(), Map.of(), Map.of()).eddyVersion()
            + ", Java "
            + Runtime.version();
    everywhere(eddy, version);
    eddy.setExpandAtFiles(false);
    eddy.setUsageHelpWidth(100);
    eddy.setOut(new PrintWriter(console.out(), true));
    eddy.setErr(new PrintWriter(console.err(), true));
    eddy.setParameterExceptionHandler((e, _) -> misused(console, e));
    eddy.setExecutionExceptionHandler((e, _, _) -> fail(console, e));
    return eddy;
  }

  private static void everywhere(CommandLine command, String version) {
    command.getCommandSpec().mixinStandardHelpOptions(true).version(version);
    command.getSubcommands().values().forEach(each -> everywhere(each, version));
  }

  private static int misused(Console console, ParameterException failure) {
    CommandLine command = failure.getCommandLine();
    String reason = failure.getMessage();
    if (failure instanceof CommandLine.UnmatchedArgumentException unknown) {
      var suggestions = unknown.getSuggestions();
      reason +=
          suggestions.isEmpty() ? "" : "; did you mean " + String.join(" or ", suggestions) + "?";
    }
    String help = command.getCommandSpec().qualifiedName() + " --help";
    return refuse(console, reason, "See " + help + ".");
  }

  private static int refuse(Console console, String reason, String hint) {
    String line = new BadInput(reason).getMessage();
    String end = line.endsWith(".") || line.endsWith("?") ? " " : ". ";
    console.note("eddy: " + line + (hint.isEmpty() ? "" : end + hint));
    return ExitCode.USAGE;
  }

  private static int fail(Console console, Throwable failure) {
    boolean debug = "1".equals(System.getenv("EDDY_DEBUG"));
    if (debug) {
      failure.printStackTrace(console.err());
    }
    return switch (failure) {
      case BadInput e -> refuse(console, e.getMessage(), "");
      case Diverged e -> refuse(console, e.getMessage(), "");
      case TooLarge e ->
          refuse(console, e.getMessage(), "In training, take a smaller --batch-size.");
      case OutOfMemoryError _ ->
          refuse(
              console,
              "out of memory, of which Eddy may take %d MB here"
                  .formatted(Runtime.getRuntime().maxMemory() >> 20),
              "Take a smaller --batch-size or --hidden, of clips a smaller --size or fewer"
                  + " --frames, or allow more: EDDY_JAVA_OPTS=-Xmx8g.");
      default -> {
        String line = new BadInput(failure.toString()).getMessage();
        console.note(
            "eddy: an error in Eddy itself: "
                + line
                + (debug ? "" : " (EDDY_DEBUG=1 shows where it arose)"));
        yield ExitCode.SOFTWARE;
      }
    };
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }
}
