package eddy.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import eddy.GradientCheck;
import eddy.loss.Loss;
import eddy.optim.Adam;
import eddy.optim.Optimizer;
import eddy.optim.Schedule;
import eddy.optim.Sgd;
import eddy.tensor.Array;
import eddy.tensor.Parameter;
import eddy.tensor.Shape;
import eddy.tensor.Workspace;
import java.lang.management.ManagementFactory;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Moves a single parameter towards zero. */
class TrainerStepTest {
  private final Workspace workspace = new Workspace(1);

  @AfterEach
  void close() {
    workspace.close();
  }

  @Test
  void aStepAllocatesNothingThatGrowsWithTheModel() {
    long small = allocatedByTwoBatches(100);
    long large = allocatedByTwoBatches(1_000_000);

    // One array of the larger model has four megabytes; the loss has partial sums of 2 kilobytes.
    assertThat(large - small).isLessThan(20_000);
  }

  private long allocatedByTwoBatches(int size) {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    SequencedMap<String, Parameter> parameters = new LinkedHashMap<>();
    Parameter w = GradientCheck.random(1, size);
    parameters.put("w", w);
    Array zeros = Array.zeros(size);
    Trainer<Integer> trainer =
        new Trainer<>(
            workspace,
            parameters,
            new Optimizer(new Adam(), parameters),
            Schedule.constant(0.01),
            (tape, _) -> Loss.meanSquared(tape.parameter(w), tape.constant(zeros)),
            new Options().withEpochs(1).withAccumulate(2).withClip(0.1).withAverageDecay(0.5));
    long[] allocated = new long[8];
    trainer.run(
        ones(8),
        () -> 0,
        new TrainingListener() {
          @Override
          public void batch(BatchReport report) {
            allocated[report.batch()] = threads.getCurrentThreadAllocatedBytes();
          }
        });
    return allocated[7] - allocated[5];
  }

  @Test
  void aDivergenceSaysWhereAndWhyAndRestoresTheBestWeights() {
    Parameter w = new Parameter(new Array(Shape.of(1), new float[] {1}));
    SequencedMap<String, Parameter> parameters = new LinkedHashMap<>();
    parameters.put("w", w);
    Array zero = Array.zeros(1);
    // A rate of 10 multiplies w by -19 in each step, until its square is infinite.
    Trainer<Integer> trainer =
        new Trainer<>(
            workspace,
            parameters,
            new Optimizer(new Sgd(), parameters),
            (step, _) -> step == 0 ? 0.25 : 10,
            (tape, _) -> Loss.meanSquared(tape.parameter(w), tape.constant(zero)),
            new Options().withPatience(50));

    assertThatThrownBy(
            () -> trainer.run(ones(1), () -> w.data()[0] * w.data()[0], TrainingListener.NONE))
        .isInstanceOf(Diverged.class)
        .hasMessageStartingWith("Diverged in epoch ")
        .hasMessageContaining("learning rate 10.0")
        .hasMessageContaining("try a tenth of it, or clip")
        .hasMessageEndingWith("The weights of epoch 0, the best so far, are restored.");
    // The first step went from 1 by 0.25 * 2.
    assertThat(w.data()[0]).isCloseTo(0.5f, within(1e-6f));
  }

  private static TrainingData<Integer> ones(int batches) {
    return new TrainingData<>() {
      @Override
      public int batches(int epoch) {
        return batches;
      }

      @Override
      public Iterable<Integer> epoch(int epoch) {
        return Collections.nCopies(batches, 1);
      }
    };
  }
}
