package eddy.recurrent;

import static eddy.GradientCheck.check;

import eddy.GradientCheck;
import eddy.tensor.Arrangement;
import eddy.tensor.Parameter;
import eddy.tensor.Sequence;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The gradients of every cell by its input, its initial state and all weights. */
class RecurrentGradientTest {
  private static final int BATCH = 4;
  private static final int STEPS = 3;
  private static final int INPUTS = 3;
  private static final int HIDDEN = 3;
  private static final int[] FULL = {STEPS, STEPS, STEPS, STEPS};
  private static final int[] RAGGED = {2, 1, 3, 2};

  /** The options of a layer; dropout draws the same mask each time, from the key of the tape. */
  private enum Variant {
    PLAIN(FULL, false, builder -> builder),
    WITHOUT_BIAS(FULL, false, RecurrentBuilder::withoutBias),
    RAGGED_LENGTHS(RAGGED, false, builder -> builder),
    BIDIRECTIONAL(RAGGED, false, RecurrentBuilder::bidirectional),
    STACKED(RAGGED, false, builder -> builder.layers(2)),
    RESIDUAL(RAGGED, true, builder -> builder.layers(2).bidirectional().residual().dropout(0.4f)),
    DROPOUT(FULL, false, builder -> builder.layers(2).dropout(0.4f)),
    CARRIED(FULL, true, builder -> builder),
    LEARNT_STATE(RAGGED, false, builder -> builder.bidirectional().learntState()),
    REGULARIZED(RAGGED, true, builder -> builder.layers(2).lockedDropout(0.4f).weightDrop(0.3f)),
    RECURRENT_DROPOUT(RAGGED, true, RecurrentGradientTest::recurrentDropout),
    ZONEOUT(RAGGED, true, builder -> zoneout(builder.bidirectional())),
    NOISE(FULL, false, builder -> zoneout(recurrentDropout(builder.layers(2)))),
    ALL(RAGGED, true, builder -> builder.layers(2).bidirectional().dropout(0.4f));

    private final int[] lengths;
    private final boolean carried;
    private final UnaryOperator<RecurrentBuilder> options;

    Variant(int[] lengths, boolean carried, UnaryOperator<RecurrentBuilder> options) {
      this.lengths = lengths;
      this.carried = carried;
      this.options = options;
    }
  }

  private static RecurrentBuilder recurrentDropout(RecurrentBuilder builder) {
    return NoisyCell.canDrop(builder.cell()) ? builder.recurrentDropout(0.4f) : builder;
  }

  private static RecurrentBuilder zoneout(RecurrentBuilder builder) {
    int vectors = builder.cell().carried(HIDDEN).length;
    return vectors == 1 ? builder.zoneout(0.3f) : builder.zoneout(0.3f, 0.5f);
  }

  @ParameterizedTest
  @EnumSource
  void rnn(Variant variant) {
    checkLayer(new Rnn(), variant);
  }

  @ParameterizedTest
  @EnumSource(names = "WITHOUT_BIAS", mode = EnumSource.Mode.EXCLUDE)
  void rnnWithRelu(Variant variant) {
    checkLayer(new Rnn(Rnn.Activation.RELU), variant);
  }

  @ParameterizedTest
  @EnumSource
  void lstm(Variant variant) {
    checkLayer(new Lstm(), variant);
  }

  @ParameterizedTest
  @EnumSource
  void lstmWithPeepholes(Variant variant) {
    checkLayer(new Lstm(true, 0), variant);
  }

  @ParameterizedTest
  @EnumSource
  void lstmWithProjection(Variant variant) {
    checkLayer(new Lstm(false, 2), variant);
  }

  @ParameterizedTest
  @EnumSource
  void lstmWithPeepholesAndProjection(Variant variant) {
    checkLayer(new Lstm(true, 3), variant);
  }

  @ParameterizedTest
  @EnumSource
  void lstmWithLayerNorm(Variant variant) {
    checkLayer(new LayerNormLstm(), variant);
  }

  @ParameterizedTest
  @EnumSource
  void gru(Variant variant) {
    checkLayer(new Gru(), variant);
  }

  @ParameterizedTest
  @EnumSource
  void gruWithResetBeforeTheProduct(Variant variant) {
    checkLayer(new Gru(false), variant);
  }

  @ParameterizedTest
  @EnumSource(names = "WITHOUT_BIAS", mode = EnumSource.Mode.EXCLUDE)
  void aCellWithoutAnyProduct(Variant variant) {
    checkLayer(new IndependentRnn(), variant);
  }

  @ParameterizedTest
  @EnumSource
  void aCellOfWholeRows(Variant variant) {
    checkLayer(new NormalizedRnn(), variant);
  }

  static Stream<Cell> branching() {
    return Stream.of(new Rnn(), new Rnn(Rnn.Activation.RELU), new Lstm(), new Gru());
  }

  @ParameterizedTest
  @MethodSource("branching")
  void branch(Cell cell) {
    Recurrent layer = layer(cell, builder -> builder);
    Parameter inputs = GradientCheck.random(2, BATCH / 2, STEPS, INPUTS);
    List<Parameter> state = state(layer);
    checkAll(t -> layer.branch(t.parameter(inputs), on(t, state)), layer, inputs, state);
  }

  /** Checks the output of all steps together with the last state. */
  private static void checkLayer(Cell cell, Variant variant) {
    Recurrent layer = layer(cell, variant.options);
    Parameter x = GradientCheck.random(2, BATCH, STEPS, INPUTS);
    List<Parameter> state = variant.carried ? state(layer) : List.of();
    Function<Tape, Tensor> run =
        tape -> {
          Sequence input = new Sequence(tape.parameter(x), variant.lengths);
          Recurrent.Output output = layer.forward(input, on(tape, state));
          List<Tensor> parts = new ArrayList<>(output.state());
          parts.add(output.sequence().values());
          return Arrangement.concatenate(
              parts.stream()
                  .map(part -> Arrangement.reshape(part, part.shape().size()))
                  .toArray(Tensor[]::new));
        };
    checkAll(run, layer, x, state);
  }

  private static void checkAll(
      Function<Tape, Tensor> run, Recurrent layer, Parameter x, List<Parameter> state) {
    List<Parameter> all = new ArrayList<>(layer.parameters().values());
    all.add(x);
    all.addAll(state);
    check(run, all.toArray(Parameter[]::new));
  }

  private static Recurrent layer(Cell cell, UnaryOperator<RecurrentBuilder> options) {
    Recurrent layer =
        options.apply(Recurrent.of(cell, INPUTS, HIDDEN)).build(new SplittableRandom(1));
    if (cell instanceof IndependentRnn || cell.equals(new Rnn(Rnn.Activation.RELU))) {
      keepFromKinks(layer);
    }
    if (cell instanceof LayerNormLstm) {
      spread(layer);
    }
    return layer;
  }

  /** Keeps rows from being nearly constant, where a norm bends too much for a difference. */
  private static void spread(Recurrent layer) {
    layer
        .parameters()
        .forEach((name, parameter) -> {
          float[] data = parameter.data();
          for (int i = 0; i < data.length; i++) {
            boolean product = name.startsWith("weight") || name.matches("bias_(ih|hh)_.*");
            data[i] = product ? 4 * data[i] : 0.4f * data[i] + 0.8f * (i - 1);
          }
        });
  }

  /** Makes weights small and biases large, so that each unit always is on or always is off. */
  private static void keepFromKinks(Recurrent layer) {
    layer
        .parameters()
        .forEach((name, parameter) -> {
          float[] data = parameter.data();
          for (int i = 0; i < data.length; i++) {
            data[i] = name.startsWith("bias_ih") ? (i % 3 == 1 ? -4 : 4) : 0.1f * data[i];
          }
        });
  }

  private static List<Parameter> state(Recurrent layer) {
    RecurrentBuilder options = layer.options();
    int runs = options.layers() * options.directions();
    List<Parameter> state = new ArrayList<>();
    for (int width : options.cell().carried(HIDDEN)) {
      state.add(GradientCheck.random(3 + state.size(), runs, BATCH, width));
    }
    return state;
  }

  private static List<Tensor> on(Tape tape, List<Parameter> state) {
    return state.stream().map(tape::parameter).toList();
  }
}
