package eddy.cli;

import eddy.format.Json;
import eddy.speed.SpeedReport;
import eddy.speed.SpeedTest;
import eddy.task.TrainingOptions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** Measures how fast Eddy is on this machine, against the most that the machine can do. */
@Command(
    name = "bench",
    sortOptions = false,
    header = "Measures how fast Eddy is on this machine.",
    description = {
      "Measures the speed of matrix products and recurrent layers on this machine, against its",
      "limit: the fused multiply-adds that its processor can do, measured too. Takes a minute or",
      "two, in which nothing else should run."
    })
final class Bench implements Callable<Integer> {
  private static final double LONGEST = 600;
  private static final int MOST_THREADS = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "How many work at the same time; by default all processors.")
  private int threads = MOST_THREADS;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "For each of some forty measurements; more is steadier. By default 1.5.")
  private double seconds = 1.5;

  @Option(
      names = "--only",
      paramLabel = "TEXT",
      description =
          "Leave out the rows without this text in their JSON name, such as lstm_training.")
  private String only = "";

  @Option(names = "--json", description = "Print one JSON object instead of the table.")
  private boolean json;

  private final Console console;

  Bench(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    // Beyond the processors, threads would take turns and the barriers between them wait for each.
    TrainingOptions.require(
        threads >= 1 && threads <= MOST_THREADS,
        "--threads",
        "1 to " + MOST_THREADS + ", the processors of this machine,",
        threads);
    TrainingOptions.require(
        seconds > 0 && seconds <= LONGEST, "--seconds", "more than 0 and at most 600", seconds);
    SpeedReport report = SpeedTest.run(threads, seconds, only, this::progress);
    progress("");
    if (!report.steady()) {
      console.note(
          String.format(
              Locale.ROOT,
              "The limit moved by %+.0f %% in this run: something else uses this machine, or it"
                  + " runs hot. Don't trust the figures; try again when it is quiet.",
              report.drift()));
    }
    console.print(json ? Json.text(json(report)) : text(report));
    return ExitCode.OK;
  }

  /** On a terminal each message takes the place of the one before; an empty one clears it. */
  private void progress(String what) {
    String line = what.isEmpty() ? "" : "Measuring " + what + " ...";
    if (console.columns().isEmpty()) {
      if (!line.isEmpty()) {
        console.note(line);
      }
      return;
    }
    int width = Math.min(80, console.columns().getAsInt() - 1);
    String cut = line.substring(0, Math.min(width, line.length()));
    console.err().print("\r" + " ".repeat(width) + "\r" + cut);
    console.err().flush();
  }

  private static String text(SpeedReport report) {
    String team = threads(report.threads());
    StringBuilder text = new StringBuilder();
    text.append(
        "Java %s, %s, %d processors, %s\n"
            .formatted(report.java(), report.system(), report.processors(), report.kernels()));
    TextTable machine =
        new TextTable().row(List.of("this machine", "GFLOP/s", "GB/s read", "GB/s triad"));
    machine.row(machine("on one thread", report.oneThread()));
    if (report.threads() > 1) {
      machine.row(machine("on " + team, report.allThreads()));
    }
    TextTable table =
        new TextTable().row(List.of("on " + team, "microseconds", "GFLOP/s", "% of limit"));
    for (SpeedReport.Row row : report.rows()) {
      table.row(
          List.of(
              row.label(),
              fixed(row.microseconds(), 1),
              fixed(row.gflops(), 1),
              fixed(report.percent(row), 1)));
    }
    return text.append('\n')
        .append(machine)
        .append('\n')
        .append(table)
        .append(
            """

              Recurrent layers: batch x steps, inputs -> hidden units; a training step is forward and
              backward with every gradient; a step carries its state on from call to call.
              Medians of many runs, in float32. The limit is the higher of the two taken before
              and after, %s and %s GFLOP/s; only matrix products count as FLOP.
            """
                .formatted(
                    fixed(report.allThreads().limitGflops(), 1), fixed(report.limitAtEnd(), 1)))
        .toString();
  }

  private static List<String> machine(String name, SpeedReport.Machine machine) {
    return List.of(
        name,
        fixed(machine.limitGflops(), 1),
        fixed(machine.bandwidth().readGbps(), 1),
        fixed(machine.bandwidth().triadGbps(), 1));
  }

  private static String threads(int threads) {
    return threads == 1 ? "one thread" : threads + " threads";
  }

  private static String fixed(double value, int decimals) {
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }

  private Map<String, Object> json(SpeedReport report) {
    Map<String, Object> machine = new LinkedHashMap<>();
    machine.put("java", report.java());
    machine.put("system", report.system());
    machine.put("processors", report.processors());
    machine.put("kernels", report.kernels());
    Map<String, Object> options = new LinkedHashMap<>();
    options.put("threads", threads);
    options.put("seconds", seconds);
    options.put("only", only);
    Map<String, Object> limit = new LinkedHashMap<>();
    limit.put("gflops", report.limit());
    limit.put("gflops_at_start", report.allThreads().limitGflops());
    limit.put("gflops_at_end", report.limitAtEnd());
    limit.put("one_thread_gflops", report.oneThread().limitGflops());
    limit.put("drift_percent", report.drift());
    limit.put("steady", report.steady());
    Map<String, Object> memory = new LinkedHashMap<>();
    memory.put("read_gbps", report.allThreads().bandwidth().readGbps());
    memory.put("triad_gbps", report.allThreads().bandwidth().triadGbps());
    memory.put("one_thread_read_gbps", report.oneThread().bandwidth().readGbps());
    memory.put("one_thread_triad_gbps", report.oneThread().bandwidth().triadGbps());
    Map<String, Object> metrics = new LinkedHashMap<>();
    for (SpeedReport.Row row : report.rows()) {
      metrics.put(row.name(), figures(report, row));
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("machine", machine);
    all.put("options", options);
    all.put("limit", limit);
    all.put("memory", memory);
    all.put("metrics", metrics);
    all.put("seconds", report.seconds());
    return all;
  }

  private static Map<String, Object> figures(SpeedReport report, SpeedReport.Row row) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("microseconds", row.microseconds());
    figures.put("fastest_microseconds", row.timing().fastest() * 1e6);
    figures.put("gflops", row.gflops());
    figures.put("percent_of_limit", report.percent(row));
    figures.put("samples", row.timing().samples());
    return figures;
  }
}
