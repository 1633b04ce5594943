package eddy.graph.tensorflow;

import eddy.graph.Attributes;
import eddy.graph.GraphBuilder;
import eddy.graph.Port;
import eddy.graph.Type;
import eddy.graph.Value;
import eddy.tensorflow.FrozenGraph.Constant;
import eddy.tensorflow.FrozenGraph.DataKind;
import eddy.tensorflow.FrozenGraph.Operation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** TensorFlow's operations in the words of ONNX. */
record FrozenOperations(GraphBuilder graph) {
  /** How many numbers are computed beforehand; axes are not more. */
  private static final int KNOWN = 64;

  /**
   * Adds an operation.
   *
   * @param in the names of what it takes
   * @return the names of what it gives
   */
  List<String> add(Operation operation, List<String> in) {
    return switch (operation.type()) {
      case "Split" -> split(operation, in.get(1), number(operation, in.get(0)), "num_split");
      case "SplitV" ->
          graph.add(
              "Split",
              (int) integer(operation, "num_split"),
              Attributes.of("axis", number(operation, in.get(2))),
              in.get(0),
              in.get(1));
      case "Unpack" -> unpacked(operation, in.getFirst());
      case "LSTMBlockCell" -> new FrozenCells(graph).lstm(operation, in);
      case "GRUBlockCell" -> new FrozenCells(graph).gru(in);
      default -> List.of(single(operation, in));
    };
  }

  private String single(Operation operation, List<String> in) {
    return switch (operation.type()) {
      case "Const" -> constant(operation);
      case "Placeholder" -> input(operation);
      case "StopGradient",
          "PreventGradient",
          "Snapshot",
          "CheckNumerics",
          "EnsureShape",
          "PlaceholderWithDefault" ->
          in.getFirst();
      case "Add", "AddV2", "BiasAdd", "BiasAddV1" -> sum(operation, in);
      case "AddN" -> graph.add("Sum", in.toArray(String[]::new));
      case "Sub",
          "Mul",
          "Pow",
          "Neg",
          "Exp",
          "Log",
          "Sqrt",
          "Abs",
          "Sign",
          "Floor",
          "Ceil",
          "Sigmoid",
          "Tanh",
          "Relu",
          "Elu",
          "Selu",
          "Softplus",
          "Softsign",
          "Erf",
          "Sin",
          "Cos",
          "Reciprocal",
          "Less",
          "Greater",
          "GreaterEqual",
          "Equal",
          "Reshape",
          "Shape",
          "Size",
          "Tile",
          "Round" ->
          graph.add(operation.type(), in.toArray(String[]::new));
      case "Range" -> range(in);
      case "RealDiv", "Div" -> graph.add("Div", in.get(0), in.get(1));
      case "Maximum" -> graph.add("Max", in.get(0), in.get(1));
      case "Minimum" -> graph.add("Min", in.get(0), in.get(1));
      case "Square" -> graph.add("Mul", in.get(0), in.get(0));
      case "SquaredDifference" -> {
        String difference = graph.add("Sub", in.get(0), in.get(1));
        yield graph.add("Mul", difference, difference);
      }
      case "Rsqrt" -> graph.add("Reciprocal", graph.add("Sqrt", in.getFirst()));
      case "Relu6" -> graph.clipped(in.getFirst(), 6);
      case "LeakyRelu" ->
          graph.add(
              "LeakyRelu", Attributes.of("alpha", real(operation, "alpha", 0.2)), in.getFirst());
      case "LessEqual" -> graph.add("LessOrEqual", in.get(0), in.get(1));
      case "NotEqual" -> graph.add("Not", graph.add("Equal", in.get(0), in.get(1)));
      case "LogicalAnd" -> graph.add("And", in.get(0), in.get(1));
      case "LogicalOr" -> graph.add("Or", in.get(0), in.get(1));
      case "LogicalNot" -> graph.add("Not", in.getFirst());
      case "SelectV2" -> graph.add("Where", in.get(0), in.get(1), in.get(2));
      case "Select" -> select(in);
      case "MatMul" -> product(operation, in);
      case "BatchMatMul", "BatchMatMulV2" -> batchProduct(operation, in);
      case "ConcatV2" -> concat(operation, in.subList(0, in.size() - 1), in.getLast());
      case "Concat" -> concat(operation, in.subList(1, in.size()), in.getFirst());
      case "Pack" -> packed(operation, in);
      case "ExpandDims" ->
          graph.add("Unsqueeze", in.get(0), graph.integers(number(operation, in.get(1))));
      case "Squeeze" -> squeezed(operation, in.getFirst());
      case "Transpose" ->
          graph.add("Transpose", Attributes.of("perm", numbers(operation, in.get(1))), in.get(0));
      case "Fill" -> graph.add("Expand", in.get(1), in.get(0));
      case "ZerosLike" -> {
        String zeros = graph.add("ConstantOfShape", graph.add("Shape", in.getFirst()));
        yield graph.add("Cast", Attributes.of("to", code(operation.attributes().get("T"))), zeros);
      }
      case "Rank" -> graph.add("Size", graph.add("Shape", in.getFirst()));
      case "Cast" -> graph.add("Cast", Attributes.of("to", target(operation)), in.getFirst());
      case "Gather", "GatherV2" ->
          graph.add(
              "Gather",
              Attributes.of("axis", in.size() > 2 ? number(operation, in.get(2)) : 0),
              in.get(0),
              in.get(1));
      case "StridedSlice" -> stridedSlice(operation, in);
      case "Slice" -> slice(operation, in);
      case "ReverseV2" -> reversed(operation, in);
      case "ReverseSequence" ->
          graph.add(
              "ReverseSequence",
              Attributes.of("time_axis", integer(operation, "seq_dim"))
                  .with("batch_axis", integer(operation, "batch_dim")),
              in.get(0),
              in.get(1));
      case "Mean" -> reduced("ReduceMean", operation, in);
      case "Sum" -> reduced("ReduceSum", operation, in);
      case "Max" -> reduced("ReduceMax", operation, in);
      case "Min" -> reduced("ReduceMin", operation, in);
      case "Prod" -> reduced("ReduceProd", operation, in);
      case "ArgMax" ->
          graph.add(
              "ArgMax",
              Attributes.of("axis", number(operation, in.get(1))).with("keepdims", 0),
              in.get(0));
      case "Softmax", "LogSoftmax" ->
          graph.add(operation.type(), Attributes.of("axis", -1), in.getFirst());
      default -> throw FrozenMapping.bad(operation, "there is no such operation in Eddy.");
    };
  }

  private String constant(Operation operation) {
    if (!(operation.attributes().get("value") instanceof Constant constant)) {
      throw FrozenMapping.bad(operation, "expected numbers as its value.");
    }
    double[] data = constant.data();
    if (!constant.real()) {
      long[] whole = Arrays.stream(data).mapToLong(each -> (long) each).toArray();
      String numbers =
          graph.constant(operation.name(), new Value.Integers(constant.shape(), whole));
      Object kind = operation.attributes().get("dtype");
      return kind == DataKind.TRUTH
          ? graph.add("Cast", Attributes.of("to", code(kind)), numbers)
          : numbers;
    }
    float[] real = new float[data.length];
    for (int i = 0; i < real.length; i++) {
      real[i] = (float) data[i];
    }
    return graph.constant(operation.name(), new Value.Floats(constant.shape(), real));
  }

  private String input(Operation operation) {
    long[] sizes =
        operation.attributes().get("shape") instanceof long[] given ? given : new long[0];
    List<String> shape = new ArrayList<>();
    for (int axis = 0; axis < sizes.length; axis++) {
      String free = axis == 0 ? "batch" : operation.name() + "_" + axis;
      shape.add(sizes[axis] < 0 ? free : "" + sizes[axis]);
    }
    String[] any = {Port.ANY};
    Object kind = operation.attributes().get("dtype");
    Type type =
        kind == DataKind.WHOLE ? Type.INTEGER : kind == DataKind.TRUTH ? Type.BOOLEAN : Type.FLOAT;
    return graph.input(
        operation.name(), type, shape.isEmpty() ? any : shape.toArray(String[]::new));
  }

  private String sum(Operation operation, List<String> in) {
    if ("NCHW".equals(operation.attributes().get("data_format"))) {
      throw FrozenMapping.bad(operation, "expected the channels last.");
    }
    return graph.add("Add", in.get(0), in.get(1));
  }

  /** A truth for each row chooses whole rows. */
  private String select(List<String> in) {
    String ones = graph.constant("ones", Value.of(1, 1, 1, 1, 1, 1, 1, 1));
    String sizes =
        graph.add("Concat", Attributes.of("axis", 0), graph.add("Shape", in.get(0)), ones);
    String rank = graph.add("Shape", graph.add("Shape", in.get(1)));
    String shape = graph.add("Slice", sizes, graph.integers(0), rank);
    return graph.add("Where", graph.add("Reshape", in.get(0), shape), in.get(1), in.get(2));
  }

  private String product(Operation operation, List<String> in) {
    Attributes turned = Attributes.of("perm", new long[] {1, 0});
    String a = in.get(0);
    String b = in.get(1);
    if (truth(operation, "transpose_a")) {
      a = graph.add("Transpose", turned, a);
    }
    if (truth(operation, "transpose_b")) {
      b = graph.add("Transpose", turned, b);
    }
    return graph.add("MatMul", a, b);
  }

  private String batchProduct(Operation operation, List<String> in) {
    if (truth(operation, "adj_x") || truth(operation, "adj_y")) {
      throw FrozenMapping.bad(operation, "expected no adjoint.");
    }
    return graph.add("MatMul", in.get(0), in.get(1));
  }

  /** Numbers that are known are written down, since axes are made of them. */
  private String range(List<String> in) {
    long[] bounds = new long[3];
    for (int i = 0; i < bounds.length; i++) {
      if (!(graph.constant(in.get(i)).orElse(null) instanceof Value.Integers known)) {
        return graph.add("Range", in.toArray(String[]::new));
      }
      bounds[i] = known.data()[0];
    }
    long count = bounds[2] == 0 ? 0 : Math.ceilDiv(bounds[1] - bounds[0], bounds[2]);
    if (count > KNOWN) {
      return graph.add("Range", in.toArray(String[]::new));
    }
    return graph.integers(LongStream.range(0, count).map(i -> bounds[0] + i * bounds[2]).toArray());
  }

  private String concat(Operation operation, List<String> parts, String axis) {
    long[] all = {};
    for (String part : parts) {
      if (!(graph.constant(part).orElse(null) instanceof Value.Integers known)
          || known.shape().rank() != 1
          || all.length + known.data().length > KNOWN) {
        return concatenated(operation, parts, axis);
      }
      all = LongStream.concat(LongStream.of(all), LongStream.of(known.data())).toArray();
    }
    return graph.integers(all);
  }

  private String concatenated(Operation operation, List<String> parts, String axis) {
    return graph.add(
        "Concat", Attributes.of("axis", number(operation, axis)), parts.toArray(String[]::new));
  }

  private List<String> split(Operation operation, String x, long axis, String count) {
    int parts = (int) integer(operation, count);
    return graph.add("Split", parts, Attributes.of("axis", axis).with("num_outputs", parts), x);
  }

  private List<String> unpacked(Operation operation, String x) {
    String axis = graph.integers(integer(operation, "axis"));
    return split(operation, x, integer(operation, "axis"), "num").stream()
        .map(part -> graph.add("Squeeze", part, axis))
        .toList();
  }

  private String packed(Operation operation, List<String> in) {
    long axis = integer(operation, "axis");
    return graph.add(
        "Concat",
        Attributes.of("axis", axis),
        in.stream()
            .map(part -> graph.add("Unsqueeze", part, graph.integers(axis)))
            .toArray(String[]::new));
  }

  private String squeezed(Operation operation, String x) {
    long[] axes =
        operation.attributes().get("squeeze_dims") instanceof long[] given ? given : new long[0];
    return axes.length == 0
        ? graph.add("Squeeze", x)
        : graph.add("Squeeze", x, graph.integers(axes));
  }

  /** Begin, end and step for each dimension, bits that say to leave out a bound, or to take one. */
  private String stridedSlice(Operation operation, List<String> in) {
    long[] begin = numbers(operation, in.get(1));
    long[] end = numbers(operation, in.get(2));
    long[] step = numbers(operation, in.get(3));
    if (integer(operation, "ellipsis_mask") != 0 || integer(operation, "new_axis_mask") != 0) {
      throw FrozenMapping.bad(operation, "expected plain bounds.");
    }
    long[] axes = new long[begin.length];
    List<Long> single = new ArrayList<>();
    for (int axis = 0; axis < axes.length; axis++) {
      axes[axis] = axis;
      long bit = 1L << axis;
      if ((integer(operation, "shrink_axis_mask") & bit) != 0) {
        single.add((long) axis);
        end[axis] = begin[axis] == -1 ? Long.MAX_VALUE : begin[axis] + 1;
        continue;
      }
      if ((integer(operation, "begin_mask") & bit) != 0) {
        begin[axis] = step[axis] > 0 ? 0 : Long.MAX_VALUE;
      }
      if ((integer(operation, "end_mask") & bit) != 0) {
        end[axis] = step[axis] > 0 ? Long.MAX_VALUE : Long.MIN_VALUE + 1;
      }
    }
    String part =
        graph.add(
            "Slice",
            in.get(0),
            graph.integers(begin),
            graph.integers(end),
            graph.integers(axes),
            graph.integers(step));
    return single.isEmpty()
        ? part
        : graph.add(
            "Squeeze", part, graph.integers(single.stream().mapToLong(Long::longValue).toArray()));
  }

  private String slice(Operation operation, List<String> in) {
    long[] begin = numbers(operation, in.get(1));
    long[] end = numbers(operation, in.get(2));
    for (int axis = 0; axis < end.length; axis++) {
      end[axis] = end[axis] < 0 ? Long.MAX_VALUE : begin[axis] + end[axis];
    }
    return graph.add("Slice", in.get(0), graph.integers(begin), graph.integers(end));
  }

  private String reversed(Operation operation, List<String> in) {
    String x = in.get(0);
    for (long axis : numbers(operation, in.get(1))) {
      x = graph.reversed(x, axis);
    }
    return x;
  }

  private String reduced(String operator, Operation operation, List<String> in) {
    return graph.add(
        operator,
        Attributes.of("keepdims", truth(operation, "keep_dims") ? 1 : 0),
        in.get(0),
        graph.integers(numbers(operation, in.get(1))));
  }

  private static long target(Operation operation) {
    return code(operation.attributes().get("DstT"));
  }

  /** ONNX's number of a type. */
  private static long code(Object kind) {
    return switch (kind) {
      case DataKind.WHOLE -> 7;
      case DataKind.TRUTH -> 9;
      case null, default -> 1;
    };
  }

  private static long integer(Operation operation, String name) {
    return operation.attributes().get(name) instanceof Long number ? number : 0;
  }

  /** A real attribute. */
  static float real(Operation operation, String name, double otherwise) {
    return operation.attributes().get(name) instanceof Double number
        ? (float) (double) number
        : (float) otherwise;
  }

  /** A true attribute; false where there is none. */
  static boolean truth(Operation operation, String name) {
    return Boolean.TRUE.equals(operation.attributes().get(name));
  }

  private long number(Operation operation, String name) {
    long[] numbers = numbers(operation, name);
    if (numbers.length != 1) {
      throw FrozenMapping.bad(operation, "expected one number but found " + numbers.length + ".");
    }
    return numbers[0];
  }

  /** Whole numbers that must be known beforehand: those of a constant, or of a range or a list. */
  private long[] numbers(Operation operation, String name) {
    if (graph.constant(name).orElse(null) instanceof Value.Integers known) {
      return known.data().clone();
    }
    throw FrozenMapping.bad(operation, "expected axes and bounds that are constant.");
  }
}
