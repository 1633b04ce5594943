package eddy.optim;

import eddy.kernel.Processor;
import eddy.tensor.Parameter;
import eddy.tensor.Sums;
import eddy.tensor.Tape;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * The gradients of named parameters, of one tape or the mean of several.
 *
 * <p>For a step on one batch, {@link #complete} alone looks at the tape's gradients where they lie.
 * For a step on several, each tape but the last is {@linkplain #accumulate accumulated} before it
 * closes:
 *
 * <pre>
 * gradients.accumulate(tape1); ... gradients.complete(tape2);
 * double norm = gradients.clip(1);
 * optimizer.step(gradients, rate);
 * </pre>
 *
 * <p>After {@link #complete}, gradients may be read until that tape closes.
 */
public final class Gradients {
  /** Keeps the clipping factor finite where the norm is zero; PyTorch's number. */
  private static final double EPSILON = 1e-6;

  private final SequencedMap<String, Parameter> parameters;
  private final Map<String, float[]> sums = new LinkedHashMap<>();
  private final Map<String, float[]> complete = new LinkedHashMap<>();
  private final double[] partials;
  private Processor processor;
  private int accumulated;
  private double scale = 1;

  /** Gradients of these parameters, which usually are an optimiser's. */
  public Gradients(SequencedMap<String, Parameter> parameters) {
    this.parameters = new LinkedHashMap<>(parameters);
    int largest = 0;
    for (Parameter parameter : parameters.values()) {
      largest = Math.max(largest, parameter.data().length);
    }
    partials = new double[Sums.chunks(largest, Sums.CHUNK)];
  }

  /** Forgets what was accumulated, as when a step is not going to be finished. */
  public void reset() {
    accumulated = 0;
  }

  /** Adds the gradients of a tape that will close before the step. */
  public void accumulate(Tape tape) {
    boolean first = accumulated++ == 0;
    parameters.forEach((name, parameter) -> {
      float[] sum = sums.computeIfAbsent(name, _ -> new float[parameter.data().length]);
      float[] gradient = tape.gradient(parameter);
      if (first) {
        System.arraycopy(gradient, 0, sum, 0, sum.length);
      } else {
        add(tape.processor(), gradient, sum, sum.length);
      }
    });
  }

  /**
   * Takes the gradients of the last tape of a step, which stays open until the step is done.
   *
   * <p>Where others were accumulated, their sum is added to the tape's own, and all that follows is
   * about the mean.
   */
  public void complete(Tape tape) {
    processor = tape.processor();
    scale = 1.0 / (accumulated + 1);
    parameters.forEach((name, parameter) -> {
      float[] gradient = tape.gradient(parameter);
      if (accumulated > 0) {
        float[] sum = sums.get(name);
        add(processor, sum, gradient, sum.length);
      }
      complete.put(name, gradient);
    });
    accumulated = 0;
  }

  /** The Euclidean norm of all gradients together, as they are scaled so far. */
  public double norm() {
    double squares = 0;
    for (Map.Entry<String, Parameter> entry : parameters.entrySet()) {
      float[] g = complete.get(entry.getKey());
      int count = entry.getValue().data().length;
      squares +=
          Sums.inChunks(
              processor,
              count,
              Sums.CHUNK,
              partials,
              (from, to) -> Sums.ofProducts(g, from, g, from, to - from));
    }
    return Math.sqrt(squares) * scale;
  }

  /**
   * Scales all gradients down so that their common norm is at most this, see Pascanu, Mikolov and
   * Bengio, "On the difficulty of training recurrent neural networks", ICML 2013.
   *
   * @param maximum infinity for none
   * @return the norm before
   */
  public double clip(double maximum) {
    double norm = norm();
    scale *= Math.min(1, maximum / (norm + EPSILON));
    return norm;
  }

  /** The gradient of a parameter, before scaling; the buffer may be longer. */
  public float[] of(String name) {
    float[] gradient = complete.get(name);
    if (gradient == null) {
      throw new IllegalArgumentException(
          "Gradients: there is none of " + name + "; call complete(tape) first.");
    }
    return gradient;
  }

  /** What each gradient is to be multiplied by, for the mean and for clipping. */
  public double scale() {
    return scale;
  }

  Processor processor() {
    return processor;
  }

  private static void add(Processor processor, float[] from, float[] to, int count) {
    processor.forEach(
        count,
        (first, end) -> {
          for (int i = first; i < end; i++) {
            to[i] += from[i];
          }
        });
  }
}
