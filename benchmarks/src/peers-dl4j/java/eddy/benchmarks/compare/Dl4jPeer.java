package eddy.benchmarks.compare;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.factory.Nd4j;

/** DL4J on the processor; the number of threads comes from the environment. */
final class Dl4jPeer implements Peer {

  Dl4jPeer(int threads) {
    String given = System.getenv("OMP_NUM_THREADS");
    if (!String.valueOf(threads).equals(given)) {
      throw new IllegalStateException(
          "DL4J: expected OMP_NUM_THREADS=" + threads + " in the environment but got " + given);
    }
  }

  @Override
  public String name() {
    return Plan.DL4J;
  }

  @Override
  public String version() {
    return "DL4J " + release() + ", " + Nd4j.getBackend().getClass().getSimpleName();
  }

  private static String release() {
    String properties = "/META-INF/maven/org.deeplearning4j/deeplearning4j-nn/pom.properties";
    try (InputStream stream = MultiLayerNetwork.class.getResourceAsStream(properties)) {
      Properties values = new Properties();
      values.load(stream);
      return values.getProperty("version");
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public Contender prepare(Problem problem) {
    return new Dl4jRegression(problem);
  }
}
