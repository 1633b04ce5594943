package eddy.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OnnxFileTest {

  /** Lengths whose lowest byte is 8, as the tag of the first field of an ONNX file is. */
  @ParameterizedTest
  @ValueSource(ints = {264, 776, 2568})
  void aSafetensorsFileIsNoneWhateverTheLengthOfItsHeader(int length) {
    byte[] head = {(byte) length, (byte) (length >> 8), 0, 0, 0, 0, 0, 0, '{', '"'};
    assertThat(OnnxFile.begins(head)).isFalse();
  }

  @Test
  void theVersionComesFirst() {
    assertThat(OnnxFile.begins(new byte[] {8, 10, 0x12, 4, 'e', 'd', 'd', 'y', '{', 0})).isTrue();
    assertThat(OnnxFile.begins(new byte[] {8, 10})).isTrue();
    assertThat(OnnxFile.begins(new byte[] {0x50, 0x4b})).isFalse();
  }
}
