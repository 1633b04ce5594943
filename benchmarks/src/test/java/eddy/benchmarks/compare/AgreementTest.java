package eddy.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

class AgreementTest {

  private static SequencedMap<String, float[]> output(float... values) {
    SequencedMap<String, float[]> map = new LinkedHashMap<>();
    map.put("output", values);
    return map;
  }

  @Test
  void aSmallDifferenceIsReportedRelativeToTheLargestNumber() {
    assertThat(Agreement.check("row", 1e-4, output(0, 10.0005f), output(0, 10)))
        .isBetween(4.9e-5, 5.1e-5);
  }

  @Test
  void aLargeDifferenceIsRefusedWithTheNameOfTheArray() {
    assertThatThrownBy(() -> Agreement.check("row", 1e-4, output(1, 2), output(1, 2.01f)))
        .hasMessageContaining("row")
        .hasMessageContaining("output");
  }

  @Test
  void notANumberIsRefused() {
    assertThatThrownBy(() -> Agreement.check("row", 1e-4, output(1, Float.NaN), output(1, 2)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> Agreement.check("row", 1e-4, output(1, 2), output(Float.NaN, 2)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void emptyMissingAndShorterArraysAreRefused() {
    assertThatThrownBy(() -> Agreement.check("row", 1e-4, output(), output()))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> Agreement.check("row", 1e-4, output(1), new LinkedHashMap<>()))
        .hasMessageContaining("the peer has []");
    assertThatThrownBy(() -> Agreement.check("row", 1e-4, output(1, 0), output(1)))
        .isInstanceOf(IllegalStateException.class);
  }
}
