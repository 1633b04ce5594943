package eddy.benchmarks.compare;

import java.io.IOException;
import java.util.Map;

/** Compares Eddy with DL4J; {@code benchmarks/compare} starts it. */
public final class CompareDl4j {
  private CompareDl4j() {}

  /** The options are those of one process, see {@link Arguments}. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Comparison.run(arguments, Map.of(Plan.DL4J, Dl4jPeer::new));
    // The engine leaves threads of its own behind.
    System.exit(0);
  }
}
