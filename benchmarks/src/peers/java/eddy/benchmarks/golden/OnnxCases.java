package eddy.benchmarks.golden;

import ai.onnxruntime.OrtException;
import eddy.benchmarks.golden.Network.Cell;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The cells that PyTorch lacks: outputs from ONNX Runtime, gradients from central differences of {@link
 * ScalarReference}, whose outputs must agree with ONNX Runtime's.
 */
final class OnnxCases {
  /** ONNX Runtime computes in float32; what it gives must be well within the tests' 1e-5. */
  private static final double AGREEMENT = 2e-6;

  /** Small enough for the error term of order four, large enough for rounding: both near 1e-11. */
  private static final double STEP = 1e-3;

  private final Network net;
  private final GoldenFile file;
  private final Draw draw;
  private final Map<String, float[]> inputs = new LinkedHashMap<>();
  private final Map<String, long[]> shapes = new LinkedHashMap<>();

  private OnnxCases(Network net) {
    this.net = net;
    this.draw = new Draw(net.name());
    this.file =
        new GoldenFile(
            net.name(),
            "loss = sum(output * g_output) + sum(h_n * g_h_n) [+ sum(c_n * g_c_n)]; d_... are its"
                + " gradients.");
  }

  static List<GoldenFile> all() throws OrtException {
    List<GoldenFile> files = new ArrayList<>();
    for (Cell cell : List.of(Cell.PEEPHOLE_LSTM, Cell.RESET_BEFORE_GRU)) {
      for (Network net : Network.variants(cell)) {
        files.add(new OnnxCases(net).file());
      }
    }
    return files;
  }

  private GoldenFile file() throws OrtException {
    file.comment(
        "Outputs: ONNX Runtime 1.29.0 in float32, gates brought into PyTorch's order. Gradients:"
            + " central differences of order four, in float64, of a scalar forward pass.");
    file.comment("Made by eddy.benchmarks.golden.GoldenFiles.");
    if (net.cell() == Cell.PEEPHOLE_LSTM) {
      file.comment("weight_peephole_l0 [3, hidden]: rows i, f (both see c) and o (sees the new c).");
    } else {
      file.comment("n = tanh(W_in x + b_in + W_hn (r * h) + b_hn), h' = (1 - z) * n + z * h.");
    }
    net.describe(file);
    drawInputs();
    Map<String, double[]> wide = new LinkedHashMap<>();
    inputs.forEach((name, values) -> wide.put(name, widened(values)));
    ScalarReference reference = new ScalarReference(net, wide);
    RecurrentNumbers onnx = new OnnxRecurrent(net, inputs).forward();
    double distance = onnx.distance(reference.forward());
    if (!(distance <= AGREEMENT)) {
      throw new IllegalStateException(
          net.name() + ": ONNX Runtime and the scalar reference differ by " + distance);
    }
    RecurrentNumbers weights = record(onnx);
    wide.forEach(
        (name, values) ->
            file.doubles("d_" + name, gradient(reference, weights, values), shapes.get(name)));
    return file;
  }

  private void drawInputs() {
    int rows = net.cell().gates * net.H();
    double scale = net.H() > 10 ? 0.3 : 0.6;
    draw("x", 1.5, net.B(), net.T(), net.I());
    for (int layer = 0; layer < net.layers(); layer++) {
      for (int direction = 0; direction < net.directions(); direction++) {
        String suffix = Network.suffix(layer, direction);
        draw("weight_ih" + suffix, scale, rows, net.inputs(layer));
        draw("weight_hh" + suffix, scale, rows, net.H());
        if (net.bias()) {
          draw("bias_ih" + suffix, scale, rows);
          draw("bias_hh" + suffix, scale, rows);
        }
        if (net.cell() == Cell.PEEPHOLE_LSTM) {
          draw("weight_peephole" + suffix, 1, 3, net.H());
        }
      }
    }
    if (net.initialState()) {
      draw("h0", 1, stateShape());
      if (net.cell().hasMemory()) {
        draw("c0", 1, stateShape());
      }
    }
  }

  private void draw(String name, double scale, long... dimensions) {
    inputs.put(name, record(name, scale, dimensions));
    shapes.put(name, dimensions);
  }

  private float[] record(String name, double scale, long... dimensions) {
    float[] values = draw.uniform(scale, dimensions);
    file.floats(name, values, dimensions);
    return values;
  }

  /** Writes the results; returns the weights with which they enter the loss. */
  private RecurrentNumbers record(RecurrentNumbers results) {
    long[] output = {net.B(), net.T(), (long) net.directions() * net.H()};
    file.doubles("output", results.output(), output);
    double[] gOutput = widened(record("g_output", 1, output));
    file.doubles("h_n", results.hN(), stateShape());
    double[] gHidden = widened(record("g_h_n", 1, stateShape()));
    double[] gMemory = {};
    if (net.cell().hasMemory()) {
      file.doubles("c_n", results.cN(), stateShape());
      gMemory = widened(record("g_c_n", 1, stateShape()));
    }
    return new RecurrentNumbers(gOutput, gHidden, gMemory);
  }

  private long[] stateShape() {
    return new long[] {(long) net.layers() * net.directions(), net.B(), net.H()};
  }

  /** The gradient of the loss at {@code values}, which the reference reads and which stay as they are. */
  private static double[] gradient(
      ScalarReference reference, RecurrentNumbers weights, double[] values) {
    double[] gradient = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      double center = values[i];
      double[] losses = new double[4];
      double[] offsets = {-2, -1, 1, 2};
      for (int k = 0; k < 4; k++) {
        values[i] = center + offsets[k] * STEP;
        losses[k] = reference.forward().weighed(weights);
      }
      values[i] = center;
      double difference = losses[0] - losses[3] + 8 * (losses[2] - losses[1]);
      gradient[i] = difference / (12 * STEP);
    }
    return gradient;
  }

  private static double[] widened(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }
}
