package eddy.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import eddy.format.Fuzz;
import eddy.tensor.Shape;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damages a good ONNX file in thousands of ways: it is read or refused, in little memory. */
class OnnxFuzzTest {
  private static final long MEMORY_LIMIT = 1 << 20;

  @TempDir Path folder;

  @Test
  void aDamagedFileIsRefusedInOneLineAndLittleMemory() throws IOException {
    byte[] good = good().toByteArray();
    Fuzz.run(
        folder.resolve("x.onnx"),
        random -> Fuzz.damaged(good, random),
        OnnxFuzzTest::read,
        MEMORY_LIMIT,
        1);
  }

  /** Reads a file and all its tensors. */
  private static void read(Path path) {
    for (TensorProto tensor : OnnxFile.read(path).getGraph().getInitializerList()) {
      if (OnnxTensors.isReal(tensor.getDataType())) {
        OnnxTensors.reals(path, tensor);
      } else {
        OnnxTensors.integers(path, tensor);
      }
    }
  }

  private static ModelProto good() {
    GraphProto.Builder graph = GraphProto.newBuilder().setName("good");
    graph.addInitializer(OnnxTensors.of("W", Shape.of(1, 4, 3), new float[12]));
    graph.addInitializer(OnnxTensors.of("shape", Shape.of(3), new long[] {1, -1, 3}));
    graph.addInitializer(
        TensorProto.newBuilder()
            .setName("half")
            .setDataType(TensorProto.DataType.FLOAT16_VALUE)
            .addDims(2)
            .addInt32Data(0x3c00)
            .addInt32Data(0));
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType("RNN")
            .addInput("x")
            .addInput("W")
            .addOutput("y")
            .addAttribute(
                AttributeProto.newBuilder()
                    .setName("hidden_size")
                    .setType(AttributeProto.AttributeType.INT)
                    .setI(4)));
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
        .setGraph(graph)
        .build();
  }
}
