package eddy.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AddingProblemTest {
  @Test
  void theTargetIsTheSumOfTheTwoMarkedNumbers(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("adding.ts");
    AddingProblem.write(file, 50, 20, 1);
    List<String> lines = Files.readAllLines(file);
    assertThat(lines).contains("@dimensions 2", "@seriesLength 20", "@targetLabel true");
    List<String> cases = lines.subList(lines.indexOf("@data") + 1, lines.size());
    assertThat(cases).hasSize(50);
    for (String each : cases) {
      String[] parts = each.split(":");
      String[] numbers = parts[0].split(",");
      String[] marks = parts[1].split(",");
      double sum = 0;
      int marked = 0;
      for (int t = 0; t < 20; t++) {
        if (marks[t].equals("1")) {
          sum += Double.parseDouble(numbers[t]);
          assertThat(t / 10).isEqualTo(marked++);
        }
      }
      assertThat(marked).isEqualTo(2);
      assertThat(Double.parseDouble(parts[2])).isCloseTo(sum, within(1e-9));
    }
    AddingProblem.write(folder.resolve("other.ts"), 50, 20, 2);
    assertThat(Files.readString(folder.resolve("other.ts"))).isNotEqualTo(Files.readString(file));
  }
}
