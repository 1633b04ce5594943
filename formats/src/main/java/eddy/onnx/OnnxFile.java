package eddy.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.InvalidProtocolBufferException;
import eddy.format.AtomicFile;
import eddy.format.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads and writes ONNX files.
 *
 * <p>Format: <a href="https://github.com/onnx/onnx/blob/main/docs/IR.md">Open Neural Network
 * Exchange</a>. A file is one protobuf message; larger tensors may lie in files beside it, see
 * {@link OnnxTensors}.
 */
public final class OnnxFile {
  /** The tag of the field that every writer puts first, the version of the format. */
  private static final int FIRST_BYTE = 0x08;

  private static final long SIZE_LIMIT = Integer.MAX_VALUE - 8;

  private OnnxFile() {}

  /** Where the header of a safetensors file begins, behind its length of 8 bytes. */
  private static final int HEADER = 8;

  /**
   * Whether a file begins as ONNX files do, and not as a safetensors file with a header of 2,056
   * bytes, say, does: with the length and a brace.
   */
  public static boolean begins(byte[] head) {
    boolean safetensors =
        head.length > HEADER
            && head[HEADER] == '{'
            && head[HEADER - 1] == 0
            && head[HEADER - 2] == 0;
    return head.length > 1 && head[0] == FIRST_BYTE && head[1] > 0 && !safetensors;
  }

  /**
   * Reads a file.
   *
   * @throws BadInput if it is missing, too large, cut short, or holds no model
   */
  public static ModelProto read(Path path) {
    try {
      long size = Files.size(path);
      if (size > SIZE_LIMIT) {
        throw new BadInput(
            path + ": expected an ONNX file of at most 2 GB but found " + size + " bytes.");
      }
      ModelProto model = ModelProto.parseFrom(Files.readAllBytes(path));
      if (!model.hasGraph() || model.getIrVersion() < 1 || model.getOpsetImportCount() == 0) {
        throw new BadInput(
            path + ": expected an ONNX model with a version, operators' versions and a graph.");
      }
      return model;
    } catch (InvalidProtocolBufferException e) {
      throw new BadInput(path + ": no ONNX file, or cut short: " + e.getMessage(), e);
    } catch (IOException e) {
      throw BadInput.of(path, e);
    }
  }

  /**
   * Writes a file, atomically.
   *
   * @throws BadInput if it can't be written, or would be larger than the format allows
   */
  public static void write(Path path, ModelProto model) {
    if (model.getSerializedSize() < 0) {
      throw new BadInput(path + ": the model takes more than the 2 GB that an ONNX file can hold.");
    }
    AtomicFile.write(path, model::writeTo);
  }
}
