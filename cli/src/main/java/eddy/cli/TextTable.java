package eddy.cli;

import java.util.ArrayList;
import java.util.List;

/** Rows of text in columns: the first column to the left, the others to the right. */
final class TextTable {
  private final List<List<String>> rows = new ArrayList<>();

  /** Adds a row. */
  TextTable row(List<String> cells) {
    rows.add(List.copyOf(cells));
    return this;
  }

  /** The rows, each on a line of its own. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        String gap = " ".repeat(width(column) - row.get(column).length());
        line.append("  ");
        line.append(column == 0 ? row.get(column) + gap : gap + row.get(column));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private int width(int column) {
    return rows.stream()
        .filter(row -> column < row.size())
        .mapToInt(row -> row.get(column).length())
        .max()
        .orElse(0);
  }
}
