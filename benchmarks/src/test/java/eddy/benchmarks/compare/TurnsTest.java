package eddy.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TurnsTest {
  private final List<String> order = new ArrayList<>();

  private final class Sleeper implements Contender {
    private final String name;
    private final int millis;

    Sleeper(String name, int millis) {
      this.name = name;
      this.millis = millis;
    }

    @Override
    public void step() {
      order.add(name);
      try {
        Thread.sleep(millis);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public SequencedMap<String, float[]> outcome() {
      return new LinkedHashMap<>();
    }

    @Override
    public void close() {}
  }

  @Test
  void afterTheWarmUpLongStepsAlternateEachAfterOneThatIsNotTimed() throws InterruptedException {
    Turns.Result result =
        Turns.take(new Sleeper("ours", 30), new Sleeper("theirs", 45), new Budget(0, 0, 3));

    List<String> turns = List.of("ours", "ours", "theirs", "theirs");
    assertThat(order.subList(0, order.size() - 12)).startsWith("ours").endsWith("theirs");
    assertThat(order.subList(order.size() - 12, order.size()))
        .isEqualTo(Stream.of(turns, turns, turns).flatMap(List::stream).toList());
    assertThat(result.ours().steps()).isEqualTo(3);
    assertThat(result.ours().minimum()).isGreaterThanOrEqualTo(0.03);
    assertThat(result.theirs().median()).isGreaterThanOrEqualTo(0.045);
  }

  @Test
  void shortStepsRunInTurnsOfSeveral() throws InterruptedException {
    Turns.Result result =
        Turns.take(new Sleeper("ours", 1), new Sleeper("theirs", 1), new Budget(0, 0, 2));

    assertThat(result.ours().steps()).isGreaterThan(2);
    assertThat(result.theirs().steps()).isGreaterThan(2);
  }

  @Test
  void theMedianOfAnEvenNumberIsBetweenTheMiddleTwo() {
    Turns.Times times = Turns.Times.of(new double[] {4, 1, 3, 2, 99}, 4);

    assertThat(times).isEqualTo(new Turns.Times(1, 2.5, 4));
  }
}
