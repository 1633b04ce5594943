package eddy.task;

import static org.assertj.core.api.Assertions.assertThat;

import eddy.format.folder.TrainingFolder;
import eddy.tensor.Array;
import eddy.train.EpochReport;
import eddy.train.TrainingListener;
import eddy.train.TrainingState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecorderTest {
  @TempDir Path path;

  @Test
  void aCheckpointIsDueAfterTheFirstEpochAndThenNotForAWhile() {
    try (TrainingFolder folder = TrainingFolder.open(path)) {
      Recorder recorder =
          new Recorder(
              folder,
              new Fingerprint("{}"),
              new ArrayList<>(),
              _ -> Map.of(),
              TrainingListener.NONE);
      assertThat(recorder.wantsCheckpoint()).isFalse();
      recorder.epoch(new EpochReport(0, 1, 1, 1, true, 0.1, 1));
      assertThat(recorder.wantsCheckpoint()).isTrue();
      TreeMap<String, Array> arrays = new TreeMap<>(Map.of("w", Array.zeros(2)));
      recorder.checkpoint(new TrainingState(arrays, new TreeMap<>()));
      assertThat(folder.checkpoint()).isPresent();
      assertThat(recorder.wantsCheckpoint()).isFalse();
    }
  }
}
