package eddy.graph;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import eddy.graph.onnx.OnnxExport;
import eddy.graph.onnx.OnnxImport;
import eddy.tensor.Array;
import eddy.tensor.Shape;
import eddy.tensor.Workspace;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SplittableRandom;

/** A graph as others see it: written as ONNX, run by ONNX Runtime, and imported back. */
public final class Exported {
  private static final double TOLERANCE = 1e-5;

  private Exported() {}

  /**
   * Runs a graph here, by ONNX Runtime, and here again after a round trip: the first two must agree
   * to 1e-5, the first and the last to the bit.
   *
   * @return every output as Eddy computes it
   */
  public static SequencedMap<String, Value> run(Graph graph, Map<String, Value> inputs) {
    ModelProto model = OnnxExport.of(graph, "A test.", Map.of("eddy.task", "test"));
    SequencedMap<String, Value> here = execute(graph, inputs);
    SequencedMap<String, Value> there = peer(model, inputs);
    assertThat(there.keySet()).isEqualTo(here.keySet());
    here.forEach((name, value) -> requireClose(name, value, there.get(name), TOLERANCE));
    Graph back = OnnxImport.of(Path.of("test.onnx"), model);
    assertThat(back.carried()).containsExactlyInAnyOrderElementsOf(graph.carried());
    SequencedMap<String, Value> again = execute(back, inputs);
    here.forEach((name, value) -> requireClose(name, value, again.get(name), 0));
    return here;
  }

  /** Runs a graph here, whose states are inputs and outputs like others. */
  public static SequencedMap<String, Value> execute(Graph graph, Map<String, Value> inputs) {
    try (Workspace workspace = new Workspace(1)) {
      return new Executor(graph, workspace).run(inputs, Map.of());
    }
  }

  /**
   * Runs, as {@link #run} does, a graph from {@code ids} or {@code x} to {@code y}, whose other
   * inputs are states: zeros, for one sequence.
   *
   * @return the elements of {@code y}
   */
  public static float[] y(Graph graph, Value x) {
    Map<String, Value> inputs = new LinkedHashMap<>();
    for (Port port : graph.inputs()) {
      boolean state = graph.carried().stream().anyMatch(each -> each.input().equals(port.name()));
      inputs.put(
          port.name(),
          state ? Value.of(Array.zeros(1, 1, Integer.parseInt(port.shape().getLast()))) : x);
    }
    return ((Value.Floats) run(graph, inputs).get("y")).toArray().data();
  }

  /** Runs a model by ONNX Runtime. */
  public static SequencedMap<String, Value> peer(ModelProto model, Map<String, Value> inputs) {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
    SequencedMap<String, Value> outputs = new LinkedHashMap<>();
    try (OrtSession session = environment.createSession(model.toByteArray())) {
      for (var input : inputs.entrySet()) {
        long[] shape = Arrays.stream(input.getValue().shape().toArray()).asLongStream().toArray();
        tensors.put(
            input.getKey(),
            switch (input.getValue()) {
              case Value.Floats floats ->
                  OnnxTensor.createTensor(environment, FloatBuffer.wrap(floats.data()), shape);
              case Value.Integers integers ->
                  OnnxTensor.createTensor(environment, LongBuffer.wrap(integers.data()), shape);
            });
      }
      try (OrtSession.Result result = session.run(tensors)) {
        for (var entry : result) {
          OnnxTensor tensor = (OnnxTensor) entry.getValue();
          int[] shape =
              Arrays.stream(tensor.getInfo().getShape()).mapToInt(Math::toIntExact).toArray();
          outputs.put(entry.getKey(), value(tensor, Shape.of(shape)));
        }
      }
    } catch (OrtException e) {
      throw new AssertionError(e.getMessage(), e);
    } finally {
      tensors.values().forEach(OnnxTensor::close);
    }
    return outputs;
  }

  private static Value value(OnnxTensor tensor, Shape shape) {
    return switch (tensor.getInfo().type) {
      case FLOAT -> {
        float[] data = new float[shape.size()];
        tensor.getFloatBuffer().get(data);
        yield new Value.Floats(shape, data);
      }
      case INT64 -> {
        long[] data = new long[shape.size()];
        tensor.getLongBuffer().get(data);
        yield new Value.Integers(shape, data);
      }
      case BOOL -> {
        long[] data = new long[shape.size()];
        ByteBuffer truths = tensor.getByteBuffer();
        Arrays.setAll(data, truths::get);
        yield new Value.Integers(shape, data);
      }
      default -> throw new AssertionError(tensor.getInfo().toString());
    };
  }

  /**
   * Fails unless two values are alike: relative to their greatest element where that is above 1.
   */
  public static void requireClose(String name, Value a, Value b, double tolerance) {
    assertThat(b.shape()).as(name).isEqualTo(a.shape());
    assertThat(b).as(name).isInstanceOf(a.getClass());
    double[] x = ValueJson.doubles(a);
    double[] y = ValueJson.doubles(b);
    if (tolerance == 0) {
      assertThat(y).as(name).isEqualTo(x);
      return;
    }
    double greatest = 1;
    for (double each : x) {
      greatest = Math.max(greatest, Math.abs(each));
    }
    for (int i = 0; i < x.length; i++) {
      assertThat(y[i])
          .as("%s, element %d", name, i)
          .isCloseTo(x[i], org.assertj.core.data.Offset.offset(tolerance * greatest));
    }
  }

  /** Normal numbers. */
  public static Value.Floats random(SplittableRandom random, int... sizes) {
    Shape shape = Shape.of(sizes);
    float[] data = new float[shape.size()];
    for (int i = 0; i < data.length; i++) {
      data[i] = (float) random.nextGaussian();
    }
    return new Value.Floats(shape, data);
  }

  /** Whole numbers from 0 to below a bound. */
  public static Value.Integers ids(SplittableRandom random, int bound, int... sizes) {
    Shape shape = Shape.of(sizes);
    return new Value.Integers(shape, random.longs(shape.size(), 0, bound).toArray());
  }
}
