package eddy.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WorkersTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Test
  void everyItemIsDealtOutOnceWhateverTheGrain() {
    try (Workers workers = new Workers(3)) {
      for (int n : new int[] {0, 1, 2, 5, 16, 17, 1000}) {
        for (int grain : new int[] {1, 8, 32}) {
          AtomicInteger[] seen = new AtomicInteger[n];
          java.util.Arrays.setAll(seen, _ -> new AtomicInteger());
          workers.run(
              3,
              part -> {
                for (int i = part.from(n, grain); i < part.to(n, grain); i++) {
                  seen[i].incrementAndGet();
                }
              });
          assertThat(seen).allMatch(count -> count.get() == 1);
        }
      }
    }
  }

  @Test
  void whatWasWrittenBeforeTheBarrierIsSeenAfterIt() {
    try (Workers workers = new Workers(3)) {
      int[] written = new int[3];
      int[] sums = new int[3];
      for (int round = 1; round <= 200; round++) {
        int value = round;
        workers.run(
            3,
            part -> {
              written[part.index()] = value;
              part.await();
              sums[part.index()] = written[0] + written[1] + written[2];
              part.await();
            });
        assertThat(sums).containsOnly(3 * round);
      }
    }
  }

  @Test
  void aFailureInOnePartEndsTheOthersAndReachesTheCaller() {
    try (Workers workers = new Workers(2)) {
      assertThatThrownBy(() ->
              workers.run(
                  2,
                  part -> {
                    if (part.index() == 1) {
                      throw new IllegalArgumentException("broken");
                    }
                    part.await();
                  }))
          .isInstanceOf(RuntimeException.class);
      AtomicInteger parts = new AtomicInteger();
      workers.run(2, _ -> parts.incrementAndGet());
      assertThat(parts).hasValue(2);
    }
  }

  @Test
  void whoFindsTheTeamBusyWorksAlone() throws InterruptedException {
    try (Workers workers = new Workers(2)) {
      CountDownLatch inside = new CountDownLatch(2);
      CountDownLatch release = new CountDownLatch(1);
      Thread first =
          Thread.ofPlatform()
              .start(() ->
                  workers.run(
                      2,
                      _ -> {
                        inside.countDown();
                        awaitQuietly(release);
                      }));
      inside.await();
      AtomicInteger count = new AtomicInteger();
      workers.run(2, part -> count.addAndGet(part.count()));
      assertThat(count).hasValue(1);
      release.countDown();
      first.join();
    }
  }

  @Test
  void closingTheTeamWaitsForTheRunningJobEvenWhenTwoClose() throws InterruptedException {
    Workers workers = new Workers(2);
    CountDownLatch inside = new CountDownLatch(2);
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger finished = new AtomicInteger();
    Thread caller =
        daemon(() ->
            workers.run(
                2,
                part -> {
                  inside.countDown();
                  awaitQuietly(release);
                  part.await();
                  finished.incrementAndGet();
                }));
    inside.await();
    List<Integer> finishedAtClose = new CopyOnWriteArrayList<>();
    Runnable close =
        () -> {
          workers.close();
          finishedAtClose.add(finished.get());
        };
    Thread one = daemon(close);
    Thread other = daemon(close);
    // A close that did not wait would be through long before this ends.
    assertThat(one.join(Duration.ofMillis(100))).isFalse();
    assertThat(other.join(Duration.ofMillis(100))).isFalse();
    release.countDown();
    assertThat(caller.join(PATIENCE)).as("the job ends").isTrue();
    assertThat(one.join(PATIENCE)).as("one close ends").isTrue();
    assertThat(other.join(PATIENCE)).as("the other close ends").isTrue();
    assertThat(finishedAtClose).containsExactly(2, 2);
  }

  @Test
  void afterClosingJobsRunAlone() {
    Workers workers = new Workers(2);
    workers.close();
    workers.close();
    AtomicInteger count = new AtomicInteger();
    workers.run(2, part -> count.addAndGet(part.count()));
    assertThat(count).hasValue(1);
  }

  /** Whatever moment the end of the team falls into, no job is left waiting for a worker. */
  @Test
  void closingAtAnyMomentLeavesNoJobHanging() throws InterruptedException {
    for (int round = 0; round < 60; round++) {
      Workers workers = new Workers(2);
      AtomicInteger jobs = new AtomicInteger();
      AtomicBoolean stop = new AtomicBoolean();
      Thread caller =
          daemon(() -> {
            while (!stop.get()) {
              workers.run(2, Workers.Part::await);
              jobs.incrementAndGet();
            }
          });
      while (jobs.get() < round % 10) {
        Thread.onSpinWait();
      }
      Thread closer = daemon(workers::close);
      assertThat(closer.join(PATIENCE)).as("close ends in round %d", round).isTrue();
      stop.set(true);
      assertThat(caller.join(PATIENCE)).as("the jobs end in round %d", round).isTrue();
    }
  }

  /** A thread that does not keep the tests from ending should it hang. */
  private static Thread daemon(Runnable task) {
    return Thread.ofPlatform().daemon().start(task);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
