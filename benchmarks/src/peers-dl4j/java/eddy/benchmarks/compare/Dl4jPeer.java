package eddy.benchmarks.compare;


import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.versioncheck.VersionCheck;
import org.nd4j.versioncheck.VersionInfo;

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
    String version =
        VersionCheck.getVersionInfos().stream()
            .filter(info -> info.getArtifactId().equals("deeplearning4j-nn"))
            .map(VersionInfo::getBuildVersion)
            .findFirst()
            .orElse("of unknown version");
    return "DL4J " + version + ", " + Nd4j.getBackend().getClass().getSimpleName();
  }

  @Override
  public Contender prepare(Problem problem) {
    return new Dl4jRegression(problem);
  }
}
