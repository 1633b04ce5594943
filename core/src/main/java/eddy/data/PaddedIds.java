package eddy.data;

import eddy.tensor.Shape;
import java.util.Arrays;
import java.util.List;

/**
 * Ragged rows of ids in one array, filled up to the longest.
 *
 * @param ids row by row, {@code lengths.length * time} of them
 * @param time T, the length of the longest row
 * @param lengths B true lengths
 */
public record PaddedIds(int[] ids, int time, int[] lengths) {

  /**
   * Pads rows.
   *
   * @param rows copied
   * @param filler what stands behind a row's end: any valid id for inputs, -1 for targets, which
   *     losses then don't count
   */
  public static PaddedIds of(List<int[]> rows, int filler) {
    int[] lengths = rows.stream().mapToInt(row -> row.length).toArray();
    int time = Arrays.stream(lengths).max().orElse(0);
    int[] ids = new int[Shape.of(lengths.length, time).size()];
    Arrays.fill(ids, filler);
    for (int b = 0; b < lengths.length; b++) {
      System.arraycopy(rows.get(b), 0, ids, b * time, lengths[b]);
    }
    return new PaddedIds(ids, time, lengths);
  }
}
