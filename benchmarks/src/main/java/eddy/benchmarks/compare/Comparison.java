package eddy.benchmarks.compare;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;

/** The one loop: prepares Eddy and a peer for each row, checks that they agree, and times them. */
final class Comparison {
  private static final int ALLOCATING_STEPS = 10;

  /** The share of the machine that others may take. */
  private static final double BUSY = 0.05;

  private final Arguments arguments;
  private final Peer ours;
  private final Peer theirs;

  private Comparison(Arguments arguments, Peer theirs) {
    this.arguments = arguments;
    this.ours = new EddyPeer(arguments.threads());
    this.theirs = theirs;
  }

  /**
   * Measures what the arguments ask for and writes it to the file that they name.
   *
   * @param peers how each peer that this class path has is made, for a number of threads
   */
  static void run(String[] args, Map<String, IntFunction<Peer>> peers)
      throws IOException, InterruptedException {
    Arguments arguments = Arguments.parse(args);
    String name = arguments.peer();
    List<Plan.Entry> wanted = new ArrayList<>(new Plan(arguments.shapes()).of(name));
    wanted.removeIf(entry -> !arguments.wants(entry.id(name)));
    // Native libraries are loaded only where there is something to measure.
    if (!wanted.isEmpty()) {
      Peer peer = peers.get(name).apply(arguments.threads());
      Json.write(arguments.part(), new Comparison(arguments, peer).measure(wanted));
    }
  }

  private Part measure(List<Plan.Entry> entries) throws InterruptedException {
    int tries = arguments.quick() ? 3 : 10;
    int threads = arguments.threads();
    System.err.printf("%s, threads: %d%n", theirs.version(), threads);
    double busy = Machine.busy();
    if (busy > BUSY) {
      System.err.printf(
          Locale.ROOT,
          "Warning: other programs take %.0f %% of this machine; the figures will be worthless.%n",
          100 * busy);
    }
    double limit = Limit.measure(threads, tries);
    List<Row> rows = new ArrayList<>();
    List<String> failures = new ArrayList<>();
    for (Plan.Entry entry : entries) {
      try {
        Row row = row(entry);
        rows.add(row);
        System.err.printf(
            Locale.ROOT,
            "%-60s %10.3f ms %10.3f ms %6.2f %5.1f %%%n",
            row.id(),
            row.ours(),
            row.theirs(),
            row.ratio(),
            100 * row.gflops() / limit);
      } catch (RuntimeException failure) {
        failures.add(entry.id(theirs.name()) + ": " + failure.getMessage());
        System.err.println("FAILED " + failures.getLast());
      }
    }
    // A neighbor on the machine can only make it look lower.
    limit = Math.max(limit, Limit.measure(threads, tries));
    busy = Math.max(busy, Machine.busy());
    return new Part(theirs.name(), theirs.version(), threads, limit, busy, rows, failures);
  }

  private Row row(Plan.Entry entry) throws InterruptedException {
    String id = entry.id(theirs.name());
    Problem problem = Problem.draw(entry.task(), entry.network(), 1);
    try (Contender us = ours.prepare(problem);
        Contender them = theirs.prepare(problem)) {
      double difference = 0;
      for (int step = 0; step < entry.task().checkedSteps(); step++) {
        double tolerance = entry.task().tolerance();
        double here = Agreement.check(id, tolerance, us.outcome(), them.outcome());
        difference = Math.max(difference, here);
      }
      Budget budget = arguments.quick() ? Budget.QUICK : Budget.FULL;
      Turns.Result times = Turns.take(us, them, budget);
      return Row.of(theirs.name(), problem, arguments.threads(), times, allocated(us), difference);
    }
  }

  /** How many bytes a step allocates, on all threads together. */
  private static long allocated(Contender contender) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getTotalThreadAllocatedBytes();
    for (int i = 0; i < ALLOCATING_STEPS; i++) {
      contender.step();
    }
    return (threads.getTotalThreadAllocatedBytes() - before) / ALLOCATING_STEPS;
  }
}
