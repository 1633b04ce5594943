package eddy.transcribe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TranscribeDataTest {
  @Test
  void ofFewRecordingsOneIsLeftToValidate() {
    List<Utterance> five =
        IntStream.range(0, 5)
            .mapToObj(i -> new Utterance(Path.of(i + ".wav"), "one", i + ".wav"))
            .toList();
    TranscribeData.Parts parts = TranscribeData.cut(five, "80/10/10");
    assertThat(parts.train()).hasSize(4);
    assertThat(parts.validation()).hasSize(1).doesNotContainAnyElementsOf(parts.train());
    assertThat(parts.test()).isEmpty();
  }
}
