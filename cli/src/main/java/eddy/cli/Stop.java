package eddy.cli;

import java.util.concurrent.CountDownLatch;

/**
 * Whether the user wants a training to stop: Ctrl-C, or SIGTERM.
 *
 * <p>Java answers both by ending the program while the shutdown hooks run. So the hook here passes
 * the wish on and waits until the training has come to its end; then Java ends with 128 and the
 * number of the signal, as shells expect. Without a training it ends at once.
 */
final class Stop {
  private volatile boolean wanted;
  private volatile CountDownLatch running = new CountDownLatch(0);

  /** A span of time in which stopping means to finish in good order. */
  interface Span extends AutoCloseable {
    @Override
    void close();
  }

  /** Listens to the signals from now on. */
  void listen(Runnable acknowledge) {
    Thread hook =
        new Thread(
            () -> {
              CountDownLatch training = running;
              if (training.getCount() > 0) {
                wanted = true;
                acknowledge.run();
                await(training);
              }
            },
            "eddy-stop");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Begins a training, which the caller ends by closing what comes back. */
  Span training() {
    CountDownLatch latch = new CountDownLatch(1);
    running = latch;
    return latch::countDown;
  }

  /** Asks for the stop, as a signal does. */
  void request() {
    wanted = true;
  }

  /** Whether to stop. */
  boolean wanted() {
    return wanted;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
