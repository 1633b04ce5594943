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
      for (int t = 0; t < net.steps(); t++) {
        for (int b = 0; b < net.batch(); b++) {
          x.put(problem.input().data(), (b * net.steps() + t) * net.input(), net.input());
        }
      }
      output = buffer(net.steps() * net.batch() * net.outputs());
      OnnxTensor input = tensor(x.rewind(), net.steps(), net.batch(), net.input());
      OnnxTensor y = tensor(output, net.steps(), net.directions(), net.batch(), net.hidden());
      for (int i = 0; i < 2; i++) {
        inputs.get(i).put("X", input);
        outputs.get(i).put("Y", y);
      }
      if (problem.task() == Task.STEP) {
        addState("h");
        if (net.cell() == CellKind.LSTM) {
          addState("c");
        }
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
    int H = net.hidden();
    float[] y = new float[net.steps() * net.batch() * net.outputs()];
    for (int t = 0; t < net.steps(); t++) {
      for (int d = 0; d < net.directions(); d++) {
        for (int b = 0; b < net.batch(); b++) {
          int from = ((t * net.directions() + d) * net.batch() + b) * H;
          int to = ((b * net.steps() + t) * net.directions() + d) * H;
          output.get(from, y, to, H);
        }
      }
    }
    SequencedMap<String, float[]> all = new LinkedHashMap<>();
    all.put("output", y);
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
