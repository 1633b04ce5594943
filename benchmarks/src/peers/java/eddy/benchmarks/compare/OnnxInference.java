package eddy.benchmarks.compare;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * ONNX Runtime forward, time first as it wants it. Every tensor is made once and used again; of a
 * carried state there are two, read and written in turn.
 */
final class OnnxInference implements Contender {
  private final Network net;
  private final List<AutoCloseable> resources = new ArrayList<>();
  private final OrtSession session;
  private final FloatBuffer output;
  private final List<Map<String, OnnxTensor>> inputs =
      List.of(new LinkedHashMap<>(), new LinkedHashMap<>());
  private final List<Map<String, OnnxTensor>> outputs =
      List.of(new LinkedHashMap<>(), new LinkedHashMap<>());
  private int turn;

  OnnxInference(Problem problem, int threads) {
    net = problem.network();
    try {
      OrtSession.SessionOptions options = new OrtSession.SessionOptions();
      options.setIntraOpNumThreads(threads);
      session = OrtEnvironment.getEnvironment().createSession(OnnxModel.of(problem), options);
      resources.add(session);
      resources.add(options);
      FloatBuffer x = buffer(net.steps() * net.batch() * net.input());
      x.put(OnnxModel.input(problem));
      output = buffer(net.steps() * net.batch() * net.outputs());
      OnnxTensor input = tensor(x.rewind(), net.steps(), net.batch(), net.input());
      OnnxTensor y = tensor(output, net.steps(), net.directions(), net.batch(), net.hidden());
      for (int i = 0; i < 2; i++) {
        inputs.get(i).put("X", input);
        outputs.get(i).put("Y", y);
      }
      for (String vector : problem.carried()) {
        addState(vector);
      }
    } catch (OrtException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private void addState(String vector) throws OrtException {
    int size = net.directions() * net.batch() * net.hidden();
    for (int i = 0; i < 2; i++) {
      OnnxTensor state = tensor(buffer(size), net.directions(), net.batch(), net.hidden());
      inputs.get(i).put("initial_" + vector, state);
      outputs.get(1 - i).put("Y_" + vector, state);
    }
  }

  private static FloatBuffer buffer(int size) {
    return ByteBuffer.allocateDirect(4 * size).order(ByteOrder.nativeOrder()).asFloatBuffer();
  }

  private OnnxTensor tensor(FloatBuffer values, long... shape) throws OrtException {
    OnnxTensor tensor = OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), values, shape);
    resources.add(tensor);
    return tensor;
  }

  @Override
  public void step() {
    try (OrtSession.Result _ = session.run(inputs.get(turn), outputs.get(turn))) {
      turn = 1 - turn;
    } catch (OrtException failure) {
      throw new IllegalStateException(failure);
    }
  }

  @Override
  public SequencedMap<String, float[]> outcome() {
    step();
    float[] y = new float[net.steps() * net.batch() * net.outputs()];
    output.get(0, y);
    SequencedMap<String, float[]> all = new LinkedHashMap<>();
    all.put("output", OnnxModel.output(net, y));
    return all;
  }

  @Override
  public void close() {
    for (AutoCloseable resource : resources) {
      try {
        resource.close();
      } catch (Exception failure) {
        throw new IllegalStateException(failure);
      }
    }
  }
}
