package eddy.benchmarks.compare;

import java.util.List;

/** All that a run measured, and what follows from it. */
record Results(
    String date,
    String commit,
    boolean quick,
    Machine machine,
    List<Part> parts,
    List<Group> groups,
    List<Check> proof) {

  static Results of(String date, String commit, boolean quick, Machine machine, List<Part> parts) {
    List<Row> rows = parts.stream().flatMap(part -> part.rows().stream()).toList();
    return new Results(date, commit, quick, machine, parts, Group.of(rows), Proof.of(parts));
  }
}
