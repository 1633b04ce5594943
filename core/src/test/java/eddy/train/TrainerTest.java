package eddy.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eddy.GradientCheck;
import eddy.data.Batches;
import eddy.layer.Dropout;
import eddy.layer.Layer;
import eddy.layer.Linear;
import eddy.loss.Loss;
import eddy.optim.Adam;
import eddy.optim.Groups;
import eddy.optim.Optimizer;
import eddy.optim.Plateau;
import eddy.optim.Schedule;
import eddy.tensor.Array;
import eddy.tensor.Elementwise;
import eddy.tensor.Parameter;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import eddy.tensor.Workspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Learns {@code y = x0 * x1} with a small network. */
class TrainerTest {
  private static final int ITEMS = 100;
  private static final int SIZE = 16;

  private final Array inputs = GradientCheck.random(1, ITEMS, 2).value();
  private Workspace workspace = new Workspace(1);

  /** A network with its trainer, made from nothing in the same way each time. */
  private final class Run {
    final SequencedMap<String, Parameter> parameters;
    final Trainer<int[]> trainer;
    final List<TrainingState> checkpoints = new ArrayList<>();
    final List<EpochReport> epochs = new ArrayList<>();
    int batches;
    int stopAfter = Integer.MAX_VALUE;
    IntPredicate wantsCheckpointAfter = count -> count % 7 == 0;
    private final Linear first;
    private final Dropout dropout = new Dropout(0.1);
    private final Linear second;

    Run(Schedule schedule, Options options, Groups groups, int hidden) {
      SplittableRandom random = new SplittableRandom(3);
      first = new Linear(2, hidden, random);
      second = new Linear(hidden, 1, random);
      SequencedMap<String, Layer> layers = new LinkedHashMap<>();
      layers.put("first", first);
      layers.put("second", second);
      parameters = Layer.join(layers);
      trainer =
          new Trainer<>(
              workspace,
              parameters,
              new Optimizer(new Adam(), parameters, groups),
              schedule,
              this::loss,
              options);
    }

    Run(Schedule schedule, Options options) {
      this(schedule, options, Groups.standard(), 8);
    }

    private Tensor loss(Tape tape, int[] batch) {
      Array x = Array.zeros(batch.length, 2);
      Array y = Array.zeros(batch.length, 1);
      for (int i = 0; i < batch.length; i++) {
        x.data()[2 * i] = inputs.data()[2 * batch[i]];
        x.data()[2 * i + 1] = inputs.data()[2 * batch[i] + 1];
        y.data()[i] = x.data()[2 * i] * x.data()[2 * i + 1];
      }
      Tensor h = Elementwise.tanh(first.forward(tape.constant(x)));
      return Loss.meanSquared(second.forward(dropout.forward(h)), tape.constant(y));
    }

    double validation() {
      try (Tape tape = workspace.inference()) {
        return loss(tape, Batches.inOrder(ITEMS, ITEMS)[0]).scalar();
      }
    }

    TrainingData<int[]> data() {
      return new TrainingData<>() {
        @Override
        public int batches(int epoch) {
          return Batches.count(ITEMS, SIZE);
        }

        @Override
        public Iterable<int[]> epoch(int epoch) {
          return Arrays.asList(Batches.shuffled(ITEMS, SIZE, 5, epoch));
        }
      };
    }

    Outcome run(DoubleSupplier validation) {
      return trainer.run(
          data(),
          validation,
          new TrainingListener() {
            @Override
            public void batch(BatchReport report) {
              batches++;
            }

            @Override
            public void epoch(EpochReport report) {
              epochs.add(report);
            }

            @Override
            public void checkpoint(TrainingState state) {
              checkpoints.add(state.copy());
            }

            @Override
            public boolean wantsCheckpoint() {
              return wantsCheckpointAfter.test(batches);
            }

            @Override
            public boolean stop() {
              return batches >= stopAfter;
            }
          });
    }

    Outcome run() {
      return run(this::validation);
    }

    /** A validation that is worse in every other epoch. */
    DoubleSupplier zigzag(int firstEpoch) {
      return () -> validation() + (firstEpoch + epochs.size()) % 2;
    }

    List<float[]> weights() {
      return parameters.values().stream().map(p -> p.data().clone()).toList();
    }
  }

  @AfterEach
  void close() {
    workspace.close();
  }

  private static void assertSame(List<float[]> actual, List<float[]> expected) {
    for (int i = 0; i < expected.size(); i++) {
      assertThat(actual.get(i)).isEqualTo(expected.get(i));
    }
  }

  @Test
  void itLearnsAProductOfTwoNumbers() {
    Run run =
        new Run(
            Schedule.exponential(0.03, 0.98, 1),
            new Options().withEpochs(120).withPatience(120),
            Groups.standard(),
            32);
    double before = run.validation();
    Outcome outcome = run.run();

    assertThat(outcome.end()).isEqualTo(Outcome.End.COMPLETE);
    assertThat(outcome.epochs()).isEqualTo(120);
    assertThat(outcome.steps()).isEqualTo(120 * 7);
    assertThat(before).isGreaterThan(0.7);
    assertThat(outcome.best()).isLessThan(0.15);
    // The weights that remain are those of the best epoch.
    assertThat(run.validation()).isEqualTo(outcome.best());
    EpochReport best = run.epochs.get(outcome.bestEpoch());
    assertThat(best.best()).isTrue();
    assertThat(best.validation()).isEqualTo(outcome.best());
    assertThat(best.step()).isEqualTo((outcome.bestEpoch() + 1) * 7L);
  }

  @Test
  void itStopsAfterItsPatienceAndKeepsTheBestWeightsOfAlikeTheLast() {
    Run run = new Run(Schedule.constant(0.01), new Options().withPatience(3));
    double[] metrics = {5, 4, 4.5, 4, 6, 1};
    List<List<float[]>> seen = new ArrayList<>();
    Outcome outcome =
        run.run(() -> {
          seen.add(run.weights());
          return metrics[seen.size() - 1];
        });

    assertThat(outcome).isEqualTo(new Outcome(Outcome.End.PATIENCE, 5, 35, 4, 3));
    assertSame(run.weights(), seen.get(3));
    assertThat(run.epochs)
        .extracting(EpochReport::best)
        .containsExactly(true, true, false, true, false);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aResumedTrainingGivesTheSameBits(boolean stagnation) {
    Options plain = new Options().withEpochs(6).withAccumulate(3).withClip(0.5);
    Options options = stagnation ? plain.withAverageAfter(1) : plain.withAverageDecay(0.9);
    Run whole = new Run(plateau(), options);
    Outcome outcome = whole.run(whole.zigzag(0));
    // The rate must have fallen for the plateau's state to matter.
    assertThat(whole.epochs.getLast().learningRate()).isLessThan(0.3);
    // Seven batches by threes make three steps.
    assertThat(outcome.steps()).isEqualTo(18);

    for (int epoch = 0; epoch < 6; epoch++) {
      Run resumed = new Run(plateau(), options);
      resumed.trainer.resume(whole.checkpoints.get(epoch));
      Outcome again = resumed.run(resumed.zigzag(epoch + 1));

      assertThat(again).isEqualTo(outcome);
      assertSame(resumed.weights(), whole.weights());
      if (epoch < 5) {
        TrainingState last = resumed.checkpoints.getLast();
        assertThat(last.counters()).isEqualTo(whole.checkpoints.getLast().counters());
        last.arrays()
            .forEach((name, array) ->
                assertThat(array.data())
                    .as(name)
                    .isEqualTo(whole.checkpoints.getLast().array(name).data()));
      }
    }
  }

  private static Schedule plateau() {
    return Schedule.warmUp(4, new Plateau(0.3, 0.5, 0, 0));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 14, 17})
  void aStopCanBeResumedFromThere(int batches) {
    Options options = new Options().withEpochs(4);
    Run whole = new Run(Schedule.constant(0.02), options);
    whole.run();
    Run stopped = new Run(Schedule.constant(0.02), options);
    stopped.stopAfter = batches;
    Outcome outcome = stopped.run();

    assertThat(outcome.end()).isEqualTo(Outcome.End.STOPPED);
    // After its last batch an epoch is not completed before it is validated.
    assertThat(outcome.epochs()).isEqualTo((batches - 1) / 7);
    assertThat(stopped.batches).isEqualTo(batches);
    Run resumed = new Run(Schedule.constant(0.02), options);
    resumed.trainer.resume(stopped.checkpoints.getLast());
    resumed.run();
    assertThat(resumed.batches).isEqualTo(4 * 7 - batches);
    assertSame(resumed.weights(), whole.weights());
    assertThat(resumed.epochs.getFirst().trainingLoss())
        .isEqualTo(whole.epochs.get(outcome.epochs()).trainingLoss());
  }

  @Test
  void aCheckpointWithinAnEpochHoldsAllThatTheStepsHaveLeft() {
    // Seven batches by twos make four steps, after each of which a checkpoint may be taken.
    Options options = new Options().withEpochs(2).withAccumulate(2).withAverageDecay(0.5);
    Run whole = new Run(plateau(), options);
    whole.wantsCheckpointAfter = _ -> true;
    whole.run();

    assertThat(whole.checkpoints)
        .extracting(state -> state.counter("epoch") + ":" + state.counter("batch"))
        .containsExactly("0:2", "0:4", "0:6", "1:0", "1:2", "1:4", "1:6", "2:0");
    for (TrainingState checkpoint : whole.checkpoints) {
      Run resumed = new Run(plateau(), options);
      resumed.trainer.resume(checkpoint);
      resumed.run();
      assertSame(resumed.weights(), whole.weights());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 9})
  void aTrainingEndsWithACheckpointThoughNoneIsWanted(int patience) {
    Run run = new Run(Schedule.constant(0.02), new Options().withEpochs(3).withPatience(patience));
    run.wantsCheckpointAfter = _ -> false;
    Outcome outcome = run.run(() -> run.epochs.size());

    assertThat(run.checkpoints)
        .extracting(state -> state.counter("epoch"))
        .containsExactly(Integer.toString(outcome.epochs()));
    assertThat(outcome.epochs()).isEqualTo(patience == 1 ? 2 : 3);
  }

  @Test
  void whatAnObjectiveCarriesFromBatchToBatchIsResumed() {
    Parameter w = new Parameter(Array.zeros(1));
    List<Double> uninterrupted = new ArrayList<>();
    List<TrainingState> checkpoints = new ArrayList<>();
    carrying(w, uninterrupted).run(two(), () -> 0, every(checkpoints));
    assertThat(uninterrupted).containsExactly(1.0, 2.0, 3.0, 4.0);

    List<Double> resumed = new ArrayList<>();
    Trainer<Integer> trainer = carrying(w, resumed);
    trainer.resume(checkpoints.getFirst());
    trainer.run(two(), () -> 0, TrainingListener.NONE);
    assertThat(resumed).containsExactly(2.0, 3.0, 4.0);
  }

  /** A trainer whose objective counts its batches, in an array and in a counter. */
  private Trainer<Integer> carrying(Parameter w, List<Double> seen) {
    SequencedMap<String, Parameter> parameters = new LinkedHashMap<>();
    parameters.put("w", w);
    Objective<Integer> objective =
        new Objective<>() {
          private final Array count = Array.zeros(1);
          private int counter;

          @Override
          public Tensor loss(Tape tape, Integer batch) {
            count.data()[0]++;
            counter++;
            seen.add((counter + count.data()[0]) / 2.0);
            return Loss.meanSquared(tape.parameter(w), tape.constant(Array.zeros(1)));
          }

          @Override
          public TrainingState state() {
            return new TrainingState(
                new TreeMap<>(Map.of("count", count)),
                new TreeMap<>(Map.of("counter", Integer.toString(counter))));
          }

          @Override
          public void restore(TrainingState state) {
            count.data()[0] = state.array("count").data()[0];
            counter = Integer.parseInt(state.counter("counter"));
          }
        };
    return new Trainer<>(
        workspace,
        parameters,
        new Optimizer(new Adam(), parameters),
        Schedule.constant(0.01),
        objective,
        new Options().withEpochs(2));
  }

  private static TrainingListener every(List<TrainingState> checkpoints) {
    return new TrainingListener() {
      @Override
      public void checkpoint(TrainingState state) {
        checkpoints.add(state.copy());
      }

      @Override
      public boolean wantsCheckpoint() {
        return true;
      }
    };
  }

  private static TrainingData<Integer> two() {
    return new TrainingData<>() {
      @Override
      public int batches(int epoch) {
        return 2;
      }

      @Override
      public Iterable<Integer> epoch(int epoch) {
        return List.of(1, 2);
      }
    };
  }

  @Test
  void anInterruptStopsCleanly() {
    Run run = new Run(Schedule.constant(0.02), new Options().withEpochs(4));
    Thread.currentThread().interrupt();
    Outcome outcome = run.run();

    assertThat(outcome.end()).isEqualTo(Outcome.End.STOPPED);
    assertThat(run.batches).isEqualTo(1);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void anAveragedModelIsValidatedAndKeptAsTheAverage() {
    Run run =
        new Run(
            Schedule.constant(0.02),
            new Options().withEpochs(3).withPatience(5).withAverageDecay(0.9));
    Outcome outcome = run.run();

    TrainingState last = run.checkpoints.getLast();
    assertThat(outcome.bestEpoch()).isEqualTo(2);
    run.parameters.forEach((name, parameter) -> {
      assertThat(parameter.data()).isEqualTo(last.array("average/" + name).data());
      assertThat(parameter.data()).isNotEqualTo(last.array("parameters/" + name).data());
    });
  }

  @Test
  void stagnationMakesTheMeanOfTheWeightsTheModel() {
    Run run = new Run(Schedule.constant(0.02), new Options().withEpochs(5).withAverageAfter(1));
    double[] metrics = {3, 2, 4, 1.5, 1};
    List<List<float[]>> seen = new ArrayList<>();
    Outcome outcome =
        run.run(() -> {
          seen.add(run.weights());
          return metrics[seen.size() - 1];
        });

    // The third validation is worse than the first, so that the mean is validated from then on.
    for (int epoch = 0; epoch < 5; epoch++) {
      float[] weights = run.checkpoints.get(epoch).array("parameters/first.weight").data();
      float[] average = run.checkpoints.get(epoch).array("average/first.weight").data();
      assertThat(seen.get(epoch).getFirst()).isEqualTo(epoch < 3 ? weights : average);
      assertThat(average).isNotEqualTo(weights);
    }
    assertThat(outcome.bestEpoch()).isEqualTo(4);
    assertSame(run.weights(), seen.getLast());
  }

  @Test
  void frozenParametersDoNotMove() {
    Run run =
        new Run(
            Schedule.constant(0.02),
            new Options().withEpochs(2),
            Groups.standard().frozen(name -> name.startsWith("first.")),
            8);
    List<float[]> before = run.weights();
    run.run();

    assertThat(run.weights().get(0)).isEqualTo(before.get(0));
    assertThat(run.weights().get(1)).isEqualTo(before.get(1));
    assertThat(run.weights().get(2)).isNotEqualTo(before.get(2));
    assertThat(run.weights().get(3)).isNotEqualTo(before.get(3));
  }

  @Test
  void twoThreadsGiveTheSameBitsAsOne() {
    // Large enough that products, optimiser and average are shared out.
    Options options = new Options().withEpochs(2).withClip(0.1).withAverageDecay(0.5);
    Run one = new Run(Schedule.constant(0.02), options, Groups.standard(), 6000);
    one.run();
    workspace.close();
    workspace = new Workspace(2);
    Run two = new Run(Schedule.constant(0.02), options, Groups.standard(), 6000);
    two.run();

    assertSame(two.weights(), one.weights());
  }

  @Test
  void aLossThatIsNoNumberFromTheStartPointsAtTheData() {
    inputs.data()[17] = Float.NaN;
    Run run = new Run(Schedule.constant(0.02), new Options());
    List<float[]> before = run.weights();

    assertThatThrownBy(run::run)
        .isInstanceOf(Diverged.class)
        .hasMessageContaining("the loss is NaN")
        .hasMessageContaining("in the data")
        .hasMessageEndingWith("The initial weights are restored.");
    assertSame(run.weights(), before);
  }

  @Test
  void aValidationThatIsNoNumberStops() {
    Run run = new Run(Schedule.constant(0.02), new Options().withAverageDecay(0.9));
    List<float[]> before = run.weights();

    assertThatThrownBy(() -> run.run(() -> Double.NaN))
        .isInstanceOf(Diverged.class)
        .hasMessageContaining("epoch 1: the validation metric is NaN");
    assertSame(run.weights(), before);
  }

  @Test
  void aSourceWithTooFewBatchesIsNamed() {
    Run run = new Run(Schedule.constant(0.02), new Options());
    TrainingData<int[]> data =
        new TrainingData<>() {
          @Override
          public int batches(int epoch) {
            return 2;
          }

          @Override
          public Iterable<int[]> epoch(int epoch) {
            return List.of(new int[] {1});
          }
        };

    assertThatThrownBy(() -> run.trainer.run(data, () -> 0, TrainingListener.NONE))
        .hasMessage("Trainer: expected 2 batches (one or more) in epoch 0 but got 1.");
  }
}
