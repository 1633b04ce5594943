package eddy.kernel;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A team of threads that work on one job at a time, the caller among them, with a barrier inside
 * the job.
 *
 * <p>A caller that finds the team busy does the whole job alone. So a job must give the same bits
 * for any number of parts: it splits what it writes, never a sum.
 */
public final class Workers implements AutoCloseable {
  /** Waiting costs a core; after so many rounds a waiter yields it, and an idle worker sleeps. */
  private static final int SPINS = 2_000;

  private static final int YIELDS = 200;

  private final Thread[] threads;
  private final AtomicBoolean busy = new AtomicBoolean();
  private final AtomicInteger issued = new AtomicInteger();
  private final AtomicInteger unfinished = new AtomicInteger();
  private final Barrier barrier = new Barrier();
  private final Part alone = new Part(0, 1, barrier);
  private final Part[][] parts;
  private Job job;
  private int count;
  private volatile boolean closing;
  private volatile boolean closed;

  /** What each part of a team does. */
  public interface Job {
    void run(Part part);
  }

  /** Where the parts of a job meet, and what went wrong in any of them. */
  private static final class Barrier {
    private final AtomicInteger arrived = new AtomicInteger();
    private volatile int round;
    private volatile Throwable failure;

    void reset() {
      arrived.set(0);
      failure = null;
    }

    void await(int count) {
      int mine = round;
      if (arrived.incrementAndGet() == count) {
        arrived.set(0);
        round = mine + 1;
      } else {
        for (int spins = 0; round == mine; spins++) {
          if (failure != null) {
            throw new IllegalStateException("Workers: another part of this job failed.");
          }
          relax(spins);
        }
      }
    }
  }

  /** One thread's share of a job. */
  public static final class Part {
    private final int index;
    private final int count;
    private final Barrier barrier;

    private Part(int index, int count, Barrier barrier) {
      this.index = index;
      this.count = count;
      this.barrier = barrier;
    }

    /** From 0 to {@code count() - 1}. */
    public int index() {
      return index;
    }

    /** How many parts the job has. */
    public int count() {
      return count;
    }

    /** The first of this part's items, when {@code n} items are dealt out in runs of a grain. */
    public int from(int n, int grain) {
      long grains = Math.ceilDiv(n, grain);
      return (int) Math.min(n, grains * index / count * grain);
    }

    /** One past the last of this part's items. */
    public int to(int n, int grain) {
      long grains = Math.ceilDiv(n, grain);
      return (int) Math.min(n, grains * (index + 1) / count * grain);
    }

    /** Waits until every part has come here; what they wrote before is visible after. */
    public void await() {
      if (count > 1) {
        barrier.await(count);
      }
    }
  }

  /** A team of so many threads; with one, everything runs on the caller. */
  public Workers(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException(
          "Workers: expected one thread or more but got " + threads + ".");
    }
    parts = new Part[threads + 1][];
    for (int count = 1; count <= threads; count++) {
      parts[count] = new Part[count];
      for (int index = 0; index < count; index++) {
        parts[count][index] = new Part(index, count, barrier);
      }
    }
    this.threads = new Thread[threads - 1];
    for (int i = 0; i < this.threads.length; i++) {
      int index = i + 1;
      this.threads[i] =
          Thread.ofPlatform().daemon().name("eddy-worker-" + index).start(() -> serve(index));
    }
  }

  /** The number of threads, the caller's included. */
  public int threads() {
    return threads.length + 1;
  }

  /**
   * Runs a job in at most so many parts and returns when all are done.
   *
   * @throws RuntimeException what a part threw, once all have stopped
   */
  public void run(int atMost, Job job) {
    int count = Math.min(atMost, threads());
    if (count <= 1 || closing || !busy.compareAndSet(false, true)) {
      job.run(alone);
      return;
    }
    try {
      barrier.reset();
      unfinished.set(threads.length);
      this.job = job;
      this.count = count;
      // The volatile write publishes the two fields above to the team.
      issued.incrementAndGet();
      for (Thread thread : threads) {
        LockSupport.unpark(thread);
      }
      work(0);
      for (int spins = 0; unfinished.get() > 0; spins++) {
        relax(spins);
      }
      rethrow(barrier.failure);
    } finally {
      this.job = null;
      busy.set(false);
    }
  }

  private void work(int index) {
    try {
      job.run(parts[count][index]);
    } catch (Throwable failure) {
      if (barrier.failure == null) {
        barrier.failure = failure;
      }
    }
  }

  private static void rethrow(Throwable failure) {
    switch (failure) {
      case null -> {}
      case RuntimeException exception -> throw exception;
      case Error error -> throw error;
      default -> throw new IllegalStateException(failure);
    }
  }

  private void serve(int index) {
    for (int done = 0; ; done++) {
      for (int spins = 0; issued.get() == done; spins++) {
        if (closed) {
          return;
        }
        if (spins < SPINS + YIELDS) {
          relax(spins);
        } else {
          LockSupport.park(this);
        }
      }
      if (index < count) {
        work(index);
      }
      unfinished.decrementAndGet();
    }
  }

  private static void relax(int spins) {
    if (spins < SPINS) {
      Thread.onSpinWait();
    } else {
      Thread.yield();
    }
  }

  /**
   * Waits for the job that runs and ends the threads; later jobs run on their callers alone. Not to
   * be called from within a job.
   */
  @Override
  public void close() {
    closing = true;
    for (int spins = 0; !busy.compareAndSet(false, true); spins++) {
      if (closed) {
        return;
      }
      relax(spins);
    }
    // The team stays busy for ever, so no job can be issued to threads that are gone.
    closed = true;
    for (Thread thread : threads) {
      LockSupport.unpark(thread);
    }
  }
}
