package eddy.benchmarks.compare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/** The project's targets, held against the rows; a target without rows is left out. */
final class Proof {
  private final List<Part> parts;
  private final List<Check> checks = new ArrayList<>();

  private Proof(List<Part> parts) {
    this.parts = parts;
  }

  static List<Check> of(List<Part> parts) {
    Proof proof = new Proof(parts);
    parts.stream()
        .map(Part::threads)
        .distinct()
        .sorted(Comparator.reverseOrder())
        .forEach(proof::at);
    proof.scaling();
    return proof.checks;
  }

  private void at(int threads) {
    List<Row> rows =
        parts.stream()
            .filter(part -> part.threads() == threads)
            .flatMap(part -> part.rows().stream())
            .toList();
    String training = "training step, ";
    ratios(
        training + "LSTM, PyTorch",
        threads,
        select(rows, Plan.PYTORCH, Task.TRAINING, "lstm"),
        1.15,
        1.5);
    ratios(
        training + "GRU, PyTorch",
        threads,
        select(rows, Plan.PYTORCH, Task.TRAINING, "gru"),
        1.5,
        3);
    ratios(
        training + "tanh RNN, PyTorch",
        threads,
        select(rows, Plan.PYTORCH, Task.TRAINING, "rnn"),
        1.15,
        1.5);
    ratios(
        training + "ragged, PyTorch packed",
        threads,
        select(rows, Plan.PACKED, Task.RAGGED, ""),
        1.5,
        2);
    inference(rows, threads);
    ratios(
        "imported, LSTM and GRU, ONNX Runtime",
        threads,
        select(rows, Plan.ONNX, Task.IMPORTED, ""),
        1.0,
        0);
    double step = threads > 1 ? 3 : 1.3;
    ratios("one step, ONNX Runtime", threads, select(rows, Plan.ONNX, Task.STEP, ""), step, 0);
    ratios("fit, DL4J", threads, select(rows, Plan.DL4J, Task.FIT, ""), 10, 0);
    ratios("inference, DL4J", threads, select(rows, Plan.DL4J, Task.OUTPUT, ""), 6, 0);
    List<Row> language = select(rows, Plan.PYTORCH, Task.LANGUAGE, "");
    ratios(
        "PTB medium training step, PyTorch",
        threads,
        where(language, row -> row.hidden() == 650),
        1.3,
        0);
    shares(threads);
    allocation(rows, threads);
    packedBuild(rows, threads);
  }

  private static List<Row> select(List<Row> rows, String peer, Task task, String cell) {
    return where(
        rows,
        row ->
            row.peer().equals(peer)
                && row.task().equals(task.lower())
                && row.cell().contains(cell));
  }

  private static List<Row> where(List<Row> rows, Predicate<Row> wanted) {
    return rows.stream().filter(wanted).toList();
  }

  /** Every ratio, and their geometric mean unless its target is zero. */
  private void ratios(String what, int threads, List<Row> rows, double each, double mean) {
    if (rows.isEmpty()) {
      return;
    }
    Row worst = rows.stream().min(Comparator.comparingDouble(Row::ratio)).orElseThrow();
    checks.add(Check.atLeast(what + ": every row", threads, each, worst.ratio(), worst.network()));
    if (mean > 0) {
      double reached = Group.geometricMean(rows.stream().mapToDouble(Row::ratio).toArray());
      checks.add(Check.atLeast(what + ": geometric mean", threads, mean, reached, ""));
    }
  }

  /** LSTM and GRU against the better of PyTorch and ONNX Runtime on each network. */
  private void inference(List<Row> rows, int threads) {
    List<Row> better = new ArrayList<>();
    for (Row a : select(rows, Plan.PYTORCH, Task.INFERENCE, "")) {
      for (Row b : select(rows, Plan.ONNX, Task.INFERENCE, "")) {
        if (a.network().equals(b.network()) && !a.cell().equals("rnn")) {
          better.add(a.ratio() < b.ratio() ? a : b);
        }
      }
    }
    ratios("inference, LSTM and GRU, better of PyTorch and ONNX", threads, better, 1.0, 1.25);
  }

  private void shares(int threads) {
    for (Part part : parts) {
      if (part.threads() == threads && part.peer().equals(Plan.PYTORCH)) {
        List<Row> training = where(part.rows(), row -> row.task().equals(Task.TRAINING.lower()));
        share(
            part,
            where(training, row -> row.hidden() >= 512 && row.batch() >= 32),
            "hidden >= 512, batch >= 32",
            0.75);
        share(part, where(training, row -> row.hidden() == 1024), "hidden 1024", 0.8);
      }
    }
  }

  private void share(Part part, List<Row> rows, String which, double target) {
    ToDoubleFunction<Row> share = row -> row.gflops() / part.limit();
    rows.stream()
        .min(Comparator.comparingDouble(share))
        .ifPresent(worst ->
            checks.add(
                Check.atLeast(
                    "share of the limit, training step, " + which,
                    part.threads(),
                    target,
                    share.applyAsDouble(worst),
                    worst.network())));
  }

  private void allocation(List<Row> rows, int threads) {
    where(rows, row -> row.task().equals(Task.TRAINING.lower())).stream()
        .max(Comparator.comparingLong(Row::bytes))
        .ifPresent(worst ->
            checks.add(
                Check.below(
                    "allocation per training step, KB",
                    threads,
                    10,
                    worst.bytes() / 1e3,
                    worst.network())));
  }

  /**
   * How near the packed build's padded step is to the official build's. Each is taken relative to
   * ours beside it, so that two processes can be compared.
   */
  private void packedBuild(List<Row> rows, int threads) {
    for (Row packed : select(rows, Plan.PACKED, Task.PADDED, "")) {
      for (Row official : select(rows, Plan.PYTORCH, Task.TRAINING, "")) {
        if (packed.network().equals(official.network())) {
          checks.add(
              Check.below(
                  "padded step of the packed build over the official build's",
                  threads,
                  1.1,
                  packed.ratio() / official.ratio(),
                  packed.network()));
        }
      }
    }
  }

  /** Two threads over one, as a share of how the limit itself scales. */
  private void scaling() {
    for (Part two : parts) {
      for (Part one : parts) {
        if (two.threads() == 2
            && one.threads() == 1
            && two.peer().equals(Plan.PYTORCH)
            && one.peer().equals(two.peer())) {
          scaling(one, two);
        }
      }
    }
  }

  private void scaling(Part one, Part two) {
    double worst = Double.POSITIVE_INFINITY;
    String where = "";
    for (Row slow : one.rows()) {
      for (Row fast : two.rows()) {
        boolean counts =
            slow.id().equals(fast.id())
                && slow.task().equals(Task.TRAINING.lower())
                && slow.hidden() >= 256
                && slow.batch() >= 32;
        double scaling = slow.ours() / fast.ours() / (two.limit() / one.limit());
        if (counts && scaling < worst) {
          worst = scaling;
          where = slow.network();
        }
      }
    }
    if (!where.isEmpty()) {
      checks.add(
          Check.atLeast("two threads over one, share of the limit's", 2, 0.92, worst, where));
    }
  }
}
