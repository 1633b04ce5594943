package eddy.benchmarks.compare;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import eddy.format.safetensors.Safetensors;
import eddy.graph.foreign.ForeignModel;
import eddy.graph.GraphSession;
import eddy.graph.Value;
import eddy.tensor.Array;
import eddy.tensor.Workspace;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SplittableRandom;

/**
 * Takes weights from Eddy to PyTorch and from PyTorch to Eddy in safetensors files, and makes sure
 * that both compute the same outputs with them.
 *
 * <p>DJL reads and writes PyTorch's files, so neither side reads its own. Eddy's weights are those
 * that a few steps of training leave; PyTorch's are drawn by it, and reach Eddy in both ways that
 * its users have: by their names into the layers of a program, and through the graph that {@code
 * eddy convert} makes of a state dict.
 *
 * <p>From the root of the project, on Linux x86-64:
 *
 * <pre>{@code
 * mvn -q -P peers,roundtrip -pl benchmarks -am process-classes
 * }</pre>
 */
public final class RoundTrip {
  private static final double TOLERANCE = 1e-5;
  private static final int TRAINING_STEPS = 10;

  private final Network net;
  private final int[] ids;
  private final NDManager manager;
  private final Workspace workspace;
  private final Path file;

  private RoundTrip(Network net, NDManager manager, Workspace workspace, Path file) {
    this.net = net;
    ids =
        new SplittableRandom(1)
            .ints((long) net.batch() * net.steps(), 0, net.vocabulary())
            .toArray();
    this.manager = manager;
    this.workspace = workspace;
    this.file = file;
  }

  /** Exits with 1 where outputs differ by more than 1e-5 of the largest. */
  public static void main(String[] arguments) throws IOException {
    Path file = Files.createTempFile("weights", ".safetensors");
    int status = 0;
    try (NDManager manager = Engine.getEngine("PyTorch").newBaseManager();
        Workspace workspace = new Workspace(1)) {
      System.out.println("largest difference    to PyTorch  from PyTorch  as a graph");
      for (CellKind cell : CellKind.values()) {
        for (int layers = 1; layers <= 2; layers++) {
          for (boolean bidirectional : new boolean[] {false, true}) {
            Network net = new Network(cell, layers, bidirectional, 3, 9, 10, 17, 23);
            try (NDManager own = manager.newSubManager()) {
              new RoundTrip(net, own, workspace, file).run();
            } catch (RuntimeException failure) {
              System.out.println("FAILED " + failure.getMessage());
              status = 1;
            }
          }
        }
      }
    } finally {
      Files.delete(file);
    }
    // PyTorch leaves threads of its own behind.
    System.exit(status);
  }

  private void run() throws IOException {
    TaggingNetwork trained = new TaggingNetwork(net, 1);
    trained.train(workspace, ids, TRAINING_STEPS);
    Safetensors.write(file, trained.weights(), Map.of());
    double there = compare("to PyTorch", trained.outputs(workspace, ids), inTorch(read()));

    NDList drawn = new NDList();
    trained.weights().forEach((name, like) -> drawn.add(draw(name, like)));
    try (OutputStream out = Files.newOutputStream(file)) {
      drawn.encode(out, NDList.Encoding.SAFETENSORS);
    }
    float[] expected = inTorch(drawn);
    TaggingNetwork filled = new TaggingNetwork(net, 2);
    filled.set(Safetensors.read(file).tensors());
    double back = compare("from PyTorch", filled.outputs(workspace, ids), expected);
    double graph = compare("from PyTorch as a graph", asGraph(), expected);

    String row = net.cell().lower() + "/" + net.variant();
    System.out.printf(Locale.ROOT, "%-20s  %10.1e  %12.1e  %10.1e%n", row, there, back, graph);
  }

  private double compare(String where, float[] ours, float[] theirs) {
    String row = net.cell().lower() + "/" + net.variant() + " " + where;
    return Agreement.check(row, TOLERANCE, outputs(ours), outputs(theirs));
  }

  private static SequencedMap<String, float[]> outputs(float[] values) {
    SequencedMap<String, float[]> outputs = new LinkedHashMap<>();
    outputs.put("output", values);
    return outputs;
  }

  private NDArray draw(String name, Array like) {
    long[] sizes = Arrays.stream(like.shape().toArray()).asLongStream().toArray();
    NDArray array = manager.randomUniform(-0.5f, 0.5f, new Shape(sizes));
    array.setName(name);
    return array;
  }

  private NDList read() throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return NDList.decode(manager, in);
    }
  }

  /** What PyTorch computes with weights that it finds by their names. */
  private float[] inTorch(NDList weights) {
    NDArray words = DjlPeer.array(manager, ids, net.batch(), net.steps());
    NDArray x =
        JniUtils.embedding((PtNDArray) words, (PtNDArray) weights.get("embedding.weight"), false);
    NDList recurrent = new NDList();
    for (int layer = 0; layer < net.layers(); layer++) {
      for (int direction = 0; direction < net.directions(); direction++) {
        for (String name : new String[] {"weight_ih", "weight_hh", "bias_ih", "bias_hh"}) {
          recurrent.add(weights.get("rnn." + name + Network.suffix(layer, direction)));
        }
      }
    }
    NDArray h = DjlPeer.recurrent(net, x, DjlPeer.zeros(manager, net), recurrent, false).head();
    return JniUtils.linear(
            (PtNDArray) h,
            (PtNDArray) weights.get("output.weight"),
            (PtNDArray) weights.get("output.bias"))
        .toFloatArray();
  }

  /** What Eddy computes with the file alone, from which it guesses the network. */
  private float[] asGraph() {
    GraphSession session = new GraphSession(ForeignModel.read(file).requireGraph(), workspace);
    long[] words = Arrays.stream(ids).asLongStream().toArray();
    Value given = new Value.Integers(eddy.tensor.Shape.of(net.batch(), net.steps()), words);
    return ((Value.Floats) session.run(Map.of("ids", given)).get("y")).toArray().data();
  }
}
