package eddy.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * Writes a loop over the steps of sequences, for cells that ONNX has no operator for.
 *
 * <p>T steps of B sequences. A sequence that has ended, or read backwards has not begun, keeps its
 * state.
 *
 * @param lengths the name of B true lengths
 * @param rank how many dimensions a state has, B the first
 */
record TimeLoop(Layers layers, Optional<String> lengths, boolean backwards, int rank) {

  /** What is done at one step. */
  interface Step {
    /**
     * Writes a step.
     *
     * @param x the name of its input, [B, ...]
     * @param before the names of the states before it, [B, ...]
     * @return the names of those after it, of which the first is the output
     */
    List<String> next(String x, List<String> before);
  }

  /**
   * Writes the loop.
   *
   * @param x the name of the inputs, [T, B, ...]
   * @param first the names of the states before the first step
   * @return the name of the outputs of all steps, [T, B, ...], zeros behind an end, and then those
   *     of the last states
   */
  List<String> over(String x, List<String> first, Step step) {
    GraphBuilder graph = layers.graph();
    String time = graph.add("Squeeze", layers.size(x, 0), graph.integers(0));
    String last =
        backwards ? graph.add("Sub", time, graph.constant("one", Value.scalar(1L))) : time;
    List<String> outputs =
        graph.loop(
            time,
            first,
            (number, before) -> {
              String t = backwards ? graph.add("Sub", last, number) : number;
              List<String> after = step.next(graph.add("Gather", x, t), before);
              List<String> all = new ArrayList<>(after);
              String y = after.getFirst();
              if (lengths.isPresent()) {
                String runs = graph.add("Less", t, lengths.get());
                String axes = graph.integers(LongStream.range(1, rank).toArray());
                String mask = graph.add("Unsqueeze", runs, axes);
                for (int k = 0; k < before.size(); k++) {
                  all.set(k, graph.add("Where", mask, after.get(k), before.get(k)));
                }
                String nothing = graph.constant("nothing", Value.scalar(0f));
                y = graph.add("Where", mask, y, nothing);
              }
              all.add(y);
              return all;
            });
    List<String> results = new ArrayList<>();
    results.add(backwards ? graph.reversed(outputs.getLast(), 0) : outputs.getLast());
    results.addAll(outputs.subList(0, first.size()));
    return results;
  }
}
