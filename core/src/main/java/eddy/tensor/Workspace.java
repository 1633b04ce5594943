package eddy.tensor;

import eddy.kernel.Buffers;
import eddy.kernel.Kernels;
import eddy.kernel.Processor;
import eddy.kernel.ScalarKernels;
import eddy.kernel.Workers;
import eddy.kernel.vector.VectorKernels;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Owns the buffers and the team of threads, lives long, and opens a {@link Tape} for each step.
 *
 * <p>
 *
 * {@snippet :
 * try (Workspace workspace = new Workspace()) {
 *   try (Tape tape = workspace.training(seed, step)) {
 *     Tensor loss = model.loss(tape, batch);
 *     tape.backward(loss);
 *     optimiser.step(tape);
 *   }
 * }
 * }
 *
 * <p>A workspace may be used by any number of threads, each with a tape of its own.
 */
public final class Workspace implements AutoCloseable {
  private static final Kernels KERNELS = chooseKernels();

  private final Processor processor;
  private final Set<Thread> taping = ConcurrentHashMap.newKeySet();

  /** A workspace with a thread for each processor. */
  public Workspace() {
    this(Runtime.getRuntime().availableProcessors());
  }

  /** A workspace with so many threads, the caller's included. The results don't depend on it. */
  public Workspace(int threads) {
    processor = new Processor(KERNELS, new Workers(threads), new Buffers());
  }

  /** A tape that records, for one training step; its randomness is a function of the arguments. */
  public Tape training(long seed, long step) {
    return open(true, seed, step);
  }

  /** A tape that only computes. */
  public Tape inference() {
    return open(false, 0, 0);
  }

  /** The number of threads. */
  public int threads() {
    return processor.workers().threads();
  }

  /** Ends the threads. */
  @Override
  public void close() {
    processor.workers().close();
  }

  void closed(Thread owner) {
    taping.remove(owner);
  }

  private Tape open(boolean training, long seed, long step) {
    if (!taping.add(Thread.currentThread())) {
      throw new IllegalStateException(
          "Workspace: this thread has a tape open already. Tapes don't nest; close it first.");
    }
    return new Tape(this, processor, training, seed, step);
  }

  private static Kernels chooseKernels() {
    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
      System.getLogger("eddy")
          .log(
              System.Logger.Level.WARNING,
              "Eddy runs without vectors, many times slower. "
                  + "Start java with: --add-modules jdk.incubator.vector");
      return new ScalarKernels();
    }
    return VectorKernels.supported() ? new VectorKernels() : new ScalarKernels();
  }
}
