package eddy.tensor;

import eddy.kernel.Counted;
import eddy.kernel.Processor;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * The memory of one step: which numbers were made how, so that gradients can be followed back.
 *
 * <p>A tape is opened by a {@link Workspace}, used by one thread, and closed like an arena: all its
 * tensors end with it. It also is the mode: on a training tape ops record and dropout drops, on an
 * inference tape they don't. Its random numbers depend only on the seed, the step and the position
 * of the op, see {@link #key()}.
 */
public final class Tape implements AutoCloseable {
  private final Workspace workspace;
  private final Processor processor;
  private final boolean training;
  private final long seed;
  private final long step;
  private final Thread owner = Thread.currentThread();
  private final List<float[]> lent = new ArrayList<>();
  private final List<Node> nodes = new ArrayList<>();
  private final Map<Parameter, Tensor> parameters = new IdentityHashMap<>();
  private final Deferred deferred = new Deferred();
  private int keys;
  private boolean followed;
  private boolean open = true;

  private record Node(Tensor[] outputs, Runnable backward) {}

  Tape(Workspace workspace, Processor processor, boolean training, long seed, long step) {
    this.workspace = workspace;
    this.processor = processor;
    this.training = training;
    this.seed = seed;
    this.step = step;
  }

  /** Whether ops record and dropout drops. */
  public boolean training() {
    return training;
  }

  /** What ops compute with. */
  public Processor processor() {
    return processor;
  }

  /** Numbers from outside, without a gradient; the array is not copied and not modified. */
  public Tensor constant(Array array) {
    checkOpen();
    return new Tensor(this, array.shape(), array.data(), false);
  }

  /** Numbers from outside whose gradient is wanted, such as an initial state to be learnt. */
  public Tensor variable(Array array) {
    checkOpen();
    return new Tensor(this, array.shape(), array.data(), training);
  }

  /** A parameter as a tensor: the same one each time, so that the gradients of all uses add up. */
  public Tensor parameter(Parameter parameter) {
    checkOpen();
    return parameters.computeIfAbsent(
        parameter, p -> new Tensor(this, p.shape(), p.data(), training));
  }

  /** Memory for an op's result, not cleared, that needs a gradient if one of the inputs does. */
  public Tensor result(Shape shape, Tensor... inputs) {
    boolean needsGradient = false;
    for (Tensor input : inputs) {
      if (input.tape() != this) {
        throw new IllegalArgumentException("Tape: the inputs of an op live on different tapes.");
      }
      needsGradient |= input.needsGradient();
    }
    return new Tensor(this, shape, scratch(shape.size()), needsGradient);
  }

  /** At least so many floats, not cleared, until the tape closes. */
  public float[] scratch(int size) {
    checkOpen();
    float[] buffer = processor.buffers().take(size);
    keep(buffer);
    return buffer;
  }

  /**
   * The same for rows of so many.
   *
   * @throws eddy.kernel.TooLarge if there are more than 2^31-1
   */
  public float[] scratch(int rows, int width) {
    return scratch(Shape.of(rows, width).size());
  }

  /** Takes over a buffer of the processor's, to give it back when the tape closes. */
  public void keep(float[] buffer) {
    lent.add(buffer);
  }

  /**
   * Records how gradients flow from an op's outputs to its inputs: by adding to the gradient of
   * each input that needs one. Does nothing where no output needs a gradient.
   */
  public void record(Runnable backward, Tensor... outputs) {
    checkOpen();
    for (Tensor output : outputs) {
      if (output.needsGradient()) {
        nodes.add(new Node(outputs, backward));
        return;
      }
    }
  }

  /** The gradients that wait for more rows. */
  Deferred deferred() {
    return deferred;
  }

  /** A key for this op's random numbers, see {@link Counted}. */
  public int key() {
    return Counted.key(seed, step, keys++);
  }

  /**
   * Follows the gradients from a loss of one element back to everything that it came from.
   *
   * @throws IllegalStateException on an inference tape, or the second time on the same tape: to
   *     follow several losses, add them up first
   */
  public void backward(Tensor loss) {
    checkOpen();
    if (!training) {
      throw new IllegalStateException("Tape: this tape is for inference and has no gradients.");
    }
    if (followed) {
      throw new IllegalStateException(
          "Tape: backward has run on this tape already. Add the losses up and follow the sum.");
    }
    if (loss.tape() != this) {
      throw new IllegalArgumentException("Tape: the loss lives on another tape.");
    }
    if (loss.shape().size() != 1) {
      throw new IllegalArgumentException(
          "Tape: expected a loss of one element but got shape " + loss.shape() + ".");
    }
    followed = true;
    loss.gradient()[0] = 1;
    for (int i = nodes.size() - 1; i >= 0; i--) {
      Node node = nodes.get(i);
      for (Tensor output : node.outputs) {
        deferred.finish(output);
      }
      for (Tensor output : node.outputs) {
        if (output.hasGradient()) {
          node.backward.run();
          break;
        }
      }
    }
    deferred.finish();
    nodes.clear();
  }

  /** The gradient of a parameter: zeros if it has not been used. */
  public float[] gradient(Parameter parameter) {
    return parameter(parameter).gradient();
  }

  /** Gives all memory back to the workspace. */
  @Override
  public void close() {
    if (open) {
      open = false;
      lent.forEach(processor.buffers()::give);
      lent.clear();
      workspace.closed(owner);
    }
  }

  void checkOpen() {
    if (!open) {
      throw new IllegalStateException(
          "Tape: closed, and its tensors with it. Copy what must stay by Tensor.toArray().");
    }
    if (Thread.currentThread() != owner) {
      throw new IllegalStateException(
          "Tape: belongs to thread " + owner.getName() + ". Open one tape a thread.");
    }
  }

  /** Fails unless two tensors have the same shape. */
  static void requireSameShape(String op, Tensor a, Tensor b) {
    if (!a.shape().equals(b.shape())) {
      throw new IllegalArgumentException(
          op
              + ": expected two tensors of one shape but got "
              + a.shape()
              + " and "
              + b.shape()
              + ".");
    }
  }
}
