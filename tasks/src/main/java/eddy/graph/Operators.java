package eddy.graph;

import eddy.kernel.Processor;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** What each operator does: one switch that knows all of them, apart from those with bodies. */
public final class Operators {
  /** Operators with bodies, which {@link Executor} runs. */
  static final Set<String> WITH_BODIES = Set.of("If", "Loop", "Scan");

  private Operators() {}

  /** What a node does, made ready once and used by any number of threads. */
  interface Operation {
    /** The values of its outputs; more than the node names do no harm. */
    Value[] run(Call call);
  }

  private interface Single {
    Value run(Call call);
  }

  /** Whether there is an operator of this name. */
  public static boolean known(String operator) {
    return WITH_BODIES.contains(operator)
        || Set.of("RNN", "GRU", "LSTM", "Split", "Dropout").contains(operator)
        || single(operator).isPresent();
  }

  /**
   * Makes a node ready.
   *
   * @param constant the value of an input that is known beforehand
   * @throws IllegalArgumentException if its attributes make no sense
   */
  static Operation of(Processor processor, Node node, Function<String, Optional<Value>> constant) {
    switch (node.operator()) {
      case "RNN", "GRU", "LSTM" -> {
        return new RecurrentNode(node, constant);
      }
      case "Split" -> {
        return Rearranging::split;
      }
      case "Dropout" -> {
        return call -> new Value[] {call.value(0), ones(call)};
      }
      case Fusion.MULTIPLY_ADD -> {
        return call -> new Value[] {Arithmetic.multiplyAdd(call)};
      }
      case "MatMul", Fusion.LINEAR -> {
        Optional<Value> right = constant.apply(node.inputs().get(1));
        if (right.isPresent()
            && right.get() instanceof Value.Floats matrix
            && matrix.shape().rank() == 2) {
          float[] bias =
              node.operator().equals(Fusion.LINEAR)
                  ? ((Value.Floats) constant.apply(node.inputs().get(2)).orElseThrow()).data()
                  : new float[matrix.shape().last()];
          return MatrixProducts.linear(processor, matrix, bias);
        }
      }
      default -> {}
    }
    Single single =
        single(node.operator())
            .orElseThrow(() ->
                new IllegalArgumentException("there is no operator " + node.operator() + "."));
    return call -> new Value[] {single.run(call)};
  }

  private static Value ones(Call call) {
    long[] ones = new long[call.value(0).shape().size()];
    java.util.Arrays.fill(ones, 1);
    return new Value.Integers(call.value(0).shape(), ones);
  }

  private static Optional<Single> single(String operator) {
    Single found =
        switch (operator) {
          case "Add" -> Arithmetic::add;
          case "Sub" -> call -> Arithmetic.elementwise(call, (a, b) -> a - b, (a, b) -> a - b);
          case "Mul" -> Arithmetic::multiply;
          case "Div" -> call -> Arithmetic.elementwise(call, (a, b) -> a / b, (a, b) -> a / b);
          case "Pow" -> Arithmetic::power;
          case "Mod" -> Arithmetic::remainder;
          case "PRelu" ->
              call -> Arithmetic.elementwise(call, (x, slope) -> x < 0 ? slope * x : x, null);
          case "Sum" -> call -> Arithmetic.all(call, Float::sum, Long::sum, false);
          case "Mean" -> call -> Arithmetic.all(call, Float::sum, null, true);
          case "Min" -> call -> Arithmetic.all(call, Math::min, Math::min, false);
          case "Max" -> call -> Arithmetic.all(call, Math::max, Math::max, false);
          case "Equal" -> call -> Arithmetic.compare(call, (a, b) -> a == b, (a, b) -> a == b);
          case "Less" -> call -> Arithmetic.compare(call, (a, b) -> a < b, (a, b) -> a < b);
          case "LessOrEqual" ->
              call -> Arithmetic.compare(call, (a, b) -> a <= b, (a, b) -> a <= b);
          case "Greater" -> call -> Arithmetic.compare(call, (a, b) -> a > b, (a, b) -> a > b);
          case "GreaterOrEqual" ->
              call -> Arithmetic.compare(call, (a, b) -> a >= b, (a, b) -> a >= b);
          case "And" -> call -> Arithmetic.elementwise(call, null, (a, b) -> a & b);
          case "Or" -> call -> Arithmetic.elementwise(call, null, (a, b) -> a | b);
          case "Xor" -> call -> Arithmetic.elementwise(call, null, (a, b) -> a ^ b);
          case "Not" -> call -> Pointwise.map(call, null, x -> 1 - x);
          case "Where" -> Arithmetic::where;
          case "Identity" -> call -> call.value(0);
          case "Cast" -> Pointwise::cast;
          case "CastLike" -> call -> castLike(call);
          case "Relu" -> Pointwise::relu;
          case "LeakyRelu" -> Pointwise::leakyRelu;
          case "Elu" -> Pointwise::elu;
          case "Selu" -> Pointwise::selu;
          case "Gelu" -> Pointwise::gelu;
          case "Sigmoid" -> Pointwise::sigmoid;
          case "HardSigmoid" -> Pointwise::hardSigmoid;
          case "HardSwish" ->
              call -> Pointwise.map(call, x -> x * Math.clamp(x / 6 + 0.5f, 0f, 1f));
          case "Tanh" -> Pointwise::tanh;
          case "Softplus" ->
              call -> Pointwise.map(call, x -> x > 30 ? x : (float) Math.log1p(Math.exp(x)));
          case "Softsign" -> call -> Pointwise.map(call, x -> x / (1 + Math.abs(x)));
          case "Exp" -> call -> Pointwise.map(call, x -> (float) Math.exp(x));
          case "Log" -> call -> Pointwise.map(call, x -> (float) Math.log(x));
          case "Sqrt" -> call -> Pointwise.map(call, x -> (float) Math.sqrt(x));
          case "Reciprocal" -> call -> Pointwise.map(call, x -> 1 / x);
          case "Erf" -> call -> Pointwise.map(call, x -> (float) Pointwise.erf(x));
          case "Sin" -> call -> Pointwise.map(call, x -> (float) Math.sin(x));
          case "Cos" -> call -> Pointwise.map(call, x -> (float) Math.cos(x));
          case "Floor" -> call -> Pointwise.map(call, x -> (float) Math.floor(x));
          case "Ceil" -> call -> Pointwise.map(call, x -> (float) Math.ceil(x));
          case "Round" -> call -> Pointwise.map(call, x -> (float) Math.rint(x));
          case "Neg" -> call -> Pointwise.map(call, x -> -x, x -> -x);
          case "Abs" -> call -> Pointwise.map(call, Math::abs, Math::abs);
          case "Sign" -> call -> Pointwise.map(call, Math::signum, Long::signum);
          case "Clip" -> Pointwise::clip;
          case "MatMul" -> MatrixProducts::matMul;
          case "Gemm" -> MatrixProducts::gemm;
          case "Conv" -> Convolutions::convolve;
          case "MaxPool" -> call -> Convolutions.pool(call, false);
          case "AveragePool" -> call -> Convolutions.pool(call, true);
          case "GlobalMaxPool" -> call -> Convolutions.poolAll(call, false);
          case "GlobalAveragePool" -> call -> Convolutions.poolAll(call, true);
          case "Softmax" -> call -> Reductions.softmax(call, false);
          case "LogSoftmax" -> call -> Reductions.softmax(call, true);
          case "LayerNormalization" -> Reductions::layerNormalization;
          case "BatchNormalization" -> Reductions::batchNormalization;
          case "ReduceSum" -> Reductions::sum;
          case "ReduceMean" -> Reductions::mean;
          case "ReduceMax" ->
              call -> Reductions.reduce(call, Double.NEGATIVE_INFINITY, Math::max, (m, _) -> m);
          case "ReduceMin" ->
              call -> Reductions.reduce(call, Double.POSITIVE_INFINITY, Math::min, (m, _) -> m);
          case "ReduceProd" -> call -> Reductions.reduce(call, 1, (a, x) -> a * x, (p, _) -> p);
          case "ReduceL2" ->
              call -> Reductions.reduce(call, 0, (a, x) -> a + x * x, (s, _) -> Math.sqrt(s));
          case "ReduceSumSquare" ->
              call -> Reductions.reduce(call, 0, (a, x) -> a + x * x, (s, _) -> s);
          case "ArgMax" -> call -> Reductions.argMax(call, 1);
          case "ArgMin" -> call -> Reductions.argMax(call, -1);
          case "CumSum" -> Reductions::cumulativeSum;
          case "Shape" -> Rearranging::shape;
          case "Size" -> Rearranging::size;
          case "Reshape" -> Rearranging::reshape;
          case "Flatten" -> Rearranging::flatten;
          case "Squeeze" -> Rearranging::squeeze;
          case "Unsqueeze" -> Rearranging::unsqueeze;
          case "Transpose" -> Rearranging::transpose;
          case "Expand" -> Rearranging::expand;
          case "Tile" -> Rearranging::tile;
          case "Concat" -> Rearranging::concatenate;
          case "Slice" -> Selecting::slice;
          case "Pad" -> Selecting::pad;
          case "Gather" -> Selecting::gather;
          case "GatherElements" -> Selecting::gatherElements;
          case "ConstantOfShape" -> Selecting::constantOfShape;
          case "Range" -> Selecting::range;
          case "ReverseSequence" -> Selecting::reverseSequence;
          case "OneHot" -> Selecting::oneHot;
          default -> null;
        };
    return Optional.ofNullable(found);
  }

  private static Value castLike(Call call) {
    long to = call.value(1) instanceof Value.Floats ? 1 : 7;
    Attributes attributes = Attributes.of("to", to);
    Node cast =
        new Node("Cast", call.node().name(), java.util.List.of(), java.util.List.of(), attributes);
    return Pointwise.cast(new Call(call.tape(), cast, new Value[] {call.value(0)}));
  }
}
