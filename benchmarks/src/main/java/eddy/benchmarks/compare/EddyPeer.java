package eddy.benchmarks.compare;

import eddy.recurrent.Recurrent;
import eddy.recurrent.RecurrentBuilder;
import eddy.tensor.Array;
import eddy.tensor.Parameter;
import eddy.tensor.Tape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;

/** Eddy itself, on so many threads. */
final class EddyPeer implements Peer {
  private final int threads;

  EddyPeer(int threads) {
    this.threads = threads;
  }

  @Override
  public String name() {
    return "eddy";
  }

  @Override
  public String version() {
    return "Java " + Runtime.version();
  }

  @Override
  public Contender prepare(Problem problem) {
    return switch (problem.task()) {
      case TRAINING, RAGGED, PADDED -> new EddyTraining(problem, threads);
      case INFERENCE -> new EddyInference(problem, threads);
      case STEP -> new EddyStep(problem, threads);
      case IMPORTED -> new EddyImported(problem, threads);
      case OUTPUT, FIT -> new EddyRegression(problem, threads);
      case LANGUAGE -> new EddyLanguageModel(problem, threads);
      case ARTICLE -> new EddyArticle(problem, threads);
    };
  }

  /** The recurrent layer of a problem, with the problem's weights. */
  static Recurrent recurrent(Problem problem) {
    Network net = problem.network();
    RecurrentBuilder builder =
        Recurrent.of(net.cell().cell(), net.input(), net.hidden()).layers(net.layers());
    Recurrent layer = (net.bidirectional() ? builder.bidirectional() : builder).build(new Random());
    set(problem, layer.parameters());
    return layer;
  }

  /** Gives parameters the values that the problem has for their names. */
  static void set(Problem problem, Map<String, Parameter> parameters) {
    parameters.forEach((name, parameter) -> parameter.set(name, problem.weights().get(name)));
  }

  /** A copy of the gradient of each parameter. */
  static SequencedMap<String, float[]> gradients(Tape tape, Map<String, Parameter> parameters) {
    SequencedMap<String, float[]> all = new LinkedHashMap<>();
    parameters.forEach((name, parameter) ->
        all.put(name, Arrays.copyOf(tape.gradient(parameter), parameter.data().length)));
    return all;
  }

  static float[] copy(Array array) {
    return array.data().clone();
  }
}
