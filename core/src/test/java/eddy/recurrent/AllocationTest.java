package eddy.recurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Counts in an interpreter and with the scalar kernels: there a count is the same each time, and
 * compiled code, which keeps short-lived objects in registers, allocates less.
 */
class AllocationTest {

  @Test
  void aTrainingStepAllocatesLittleAndAsMuchForAnyNumberOfUnits()
      throws IOException, InterruptedException {
    List<Long> bytes =
        Interpreted.run(Allocation.class, List.of(), "16", "128")
            .lines()
            .map(Long::parseLong)
            .toList();
    assertThat(bytes).hasSize(2).allSatisfy(count -> assertThat(count).isBetween(1L, 48_000L));
    // One vector of a layer's gates more, of 512 numbers against 64, would be 1792 bytes.
    assertThat(bytes.getLast() - bytes.getFirst()).isLessThan(1000);
  }
}
