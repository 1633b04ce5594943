package eddy.benchmarks.compare;

import java.util.List;
import java.util.Locale;

/** Results as text. */
final class Tables {
  private final StringBuilder text = new StringBuilder();

  private Tables() {}

  static String of(Results results) {
    Tables tables = new Tables();
    tables.line(
        "%s, commit %s%s", results.date(), results.commit(), results.quick() ? ", quick" : "");
    tables.line("%s", results.machine());
    for (Part part : results.parts()) {
      tables.part(part);
    }
    tables.groups(results.groups());
    tables.proof(results.proof());
    return tables.text.toString();
  }

  private void line(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
  }

  private void part(Part part) {
    line("");
    line("%s", part.version());
    line(
        "threads: %d, limit: %.1f GFLOP/s, other programs: %.0f %% of the machine",
        part.threads(), part.limit(), 100 * part.busy());
    line(
        "%-10s %-5s %-4s %-17s %10s %10s %10s %10s %7s %8s %6s %8s",
        "task", "cell", "net", "shape", "ours", "min", "theirs", "min", "ratio", "GFLOP/s", "share",
        "KB/step");
    for (Row row : part.rows()) {
      line(
          "%-10s %-5s %-4s %-17s %10.4f %10.4f %10.4f %10.4f %7.2f %8.1f %5.1f%% %8.1f",
          row.task(),
          row.cell(),
          row.variant(),
          row.shape(),
          row.ours(),
          row.oursMinimum(),
          row.theirs(),
          row.theirsMinimum(),
          row.ratio(),
          row.gflops(),
          100 * row.gflops() / part.limit(),
          row.bytes() / 1e3);
    }
    for (String failure : part.failures()) {
      line("FAILED %s", failure);
    }
  }

  private void groups(List<Group> groups) {
    line("");
    line("Geometric means of the ratio");
    line(
        "%-15s %-10s %-5s %7s %5s %7s %7s  %s",
        "peer", "task", "cell", "threads", "rows", "mean", "worst", "worst row");
    for (Group group : groups) {
      line(
          "%-15s %-10s %-5s %7d %5d %7.2f %7.2f  %s",
          group.peer(),
          group.task(),
          group.cell(),
          group.threads(),
          group.rows(),
          group.ratio(),
          group.worst(),
          group.worstRow());
    }
  }

  private void proof(List<Check> checks) {
    line("");
    line("Targets");
    line("%-70s %7s %8s %8s %-4s %s", "what", "threads", "target", "reached", "met", "where");
    for (Check check : checks) {
      line(
          "%-70s %7d %8.2f %8.2f %-4s %s",
          check.what(),
          check.threads(),
          check.target(),
          check.reached(),
          check.met() ? "yes" : "no",
          check.where());
    }
  }
}
