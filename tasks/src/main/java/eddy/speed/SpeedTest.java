package eddy.speed;

import eddy.format.BadInput;
import eddy.kernel.Processor;
import eddy.tensor.Tape;
import eddy.tensor.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Measures this machine, then what Eddy makes of it, then the machine's limit once more. */
public final class SpeedTest {
  private SpeedTest() {}

  /**
   * Runs the measurements: some forty, each about as long as the budget says.
   *
   * @param threads how many threads work
   * @param budget seconds for each measurement
   * @param only measures the rows whose names contain this text; all if it is empty
   * @param progress told in words what is measured next
   * @throws BadInput if there is no such row
   */
  public static SpeedReport run(
      int threads, double budget, String only, Consumer<String> progress) {
    long start = System.nanoTime();
    try (Workspace workspace = new Workspace(threads)) {
      Processor processor = processor(workspace);
      List<Work> works =
          Work.all(workspace, processor).stream()
              .filter(work -> work.name().contains(only))
              .toList();
      if (works.isEmpty()) {
        throw new BadInput(
            "--only: expected a part of a row's name, such as lstm_training or 1024, but found "
                + BadInput.quote(only)
                + ".");
      }
      SpeedReport.Machine one = machine(processor, 1, budget, progress);
      SpeedReport.Machine all = threads == 1 ? one : machine(processor, threads, budget, progress);
      List<SpeedReport.Row> rows = new ArrayList<>();
      for (Work work : works) {
        progress.accept("%s (%d of %d)".formatted(work.label(), rows.size() + 1, works.size()));
        rows.add(
            new SpeedReport.Row(
                work.name(), work.label(), work.operations(), Timing.of(work.run(), budget)));
      }
      progress.accept("the limit again");
      double atEnd = Limit.flops(processor, threads, budget) * 1e-9;
      return new SpeedReport(
          Runtime.version().toString(),
          System.getProperty("os.name") + " " + System.getProperty("os.arch"),
          Runtime.getRuntime().availableProcessors(),
          processor.kernels().getClass().getSimpleName(),
          threads,
          one,
          all,
          atEnd,
          rows,
          (System.nanoTime() - start) * 1e-9);
    }
  }

  private static SpeedReport.Machine machine(
      Processor processor, int threads, double budget, Consumer<String> progress) {
    String on = threads == 1 ? " on one thread" : " on " + threads + " threads";
    progress.accept("the limit" + on);
    double limit = Limit.flops(processor, threads, budget) * 1e-9;
    progress.accept("memory" + on);
    return new SpeedReport.Machine(limit, Bandwidth.measure(processor.workers(), threads, budget));
  }

  /** What every tape of the workspace computes with; it outlives them. */
  private static Processor processor(Workspace workspace) {
    try (Tape tape = workspace.inference()) {
      return tape.processor();
    }
  }
}
