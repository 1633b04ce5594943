package eddy.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A table with one label and a few numbers per row, the best number of each column marked.
 *
 * @param heading what stands above the table
 * @param labels what the labels are, for instance {@code "model"}
 * @param columns the columns of numbers
 * @param rows from top to bottom, each with a number per column
 */
public record TableSection(String heading, String labels, List<Column> columns, List<Row> rows)
    implements Section {
  /** Which number of a column is marked as the best. */
  public enum Best {
    LOWEST,
    HIGHEST,
    NONE
  }

  /**
   * A column of numbers.
   *
   * @param name what stands above it
   * @param best which number is marked
   */
  public record Column(String name, Best best) {}

  /**
   * A row.
   *
   * @param label what stands before the numbers
   * @param values a number per column; one that is not finite is shown as a dash
   */
  public record Row(String label, List<Double> values) {
    /** A row from plain numbers. */
    public static Row of(String label, double... values) {
      List<Double> list = new ArrayList<>(values.length);
      for (double value : values) {
        list.add(value);
      }
      return new Row(label, list);
    }

    public Row {
      values = List.copyOf(values);
    }
  }

  /**
   * Makes a table.
   *
   * @throws IllegalArgumentException if a row has another number of values than there are columns
   */
  public TableSection {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
    for (Row row : rows) {
      if (row.values.size() != columns.size()) {
        throw new IllegalArgumentException(
            "TableSection: expected %d values in row \"%s\" of \"%s\" but got %d."
                .formatted(columns.size(), row.label, heading, row.values.size()));
      }
    }
  }

  @Override
  public String body() {
    StringBuilder html = new StringBuilder("<div class=\"wide\"><table>\n<thead><tr>");
    html.append("<th scope=\"col\">").append(Html.escape(labels)).append("</th>");
    for (Column column : columns) {
      html.append("<th scope=\"col\" class=\"number\">")
          .append(Html.escape(column.name))
          .append("</th>");
    }
    html.append("</tr></thead>\n<tbody>\n");
    for (Row row : rows) {
      html.append("<tr><th scope=\"row\">").append(Html.escape(row.label)).append("</th>");
      for (int column = 0; column < columns.size(); column++) {
        html.append(cell(column, row.values.get(column)));
      }
      html.append("</tr>\n");
    }
    return html.append("</tbody></table></div>\n").toString();
  }

  private String cell(int column, double value) {
    if (!Double.isFinite(value)) {
      return "<td class=\"number\">–</td>";
    }
    String number = String.format(Locale.ROOT, "%." + decimals(column) + "f", value);
    return value == best(column)
        ? "<td class=\"number best\">" + number + "</td>"
        : "<td class=\"number\">" + number + "</td>";
  }

  /** The best value of a column, or not a number where none is to be marked. */
  private double best(int column) {
    double best = Double.NaN;
    // A single row has nobody to be better than.
    if (rows.size() > 1) {
      for (Row row : rows) {
        double value = row.values.get(column);
        boolean better =
            switch (columns.get(column).best) {
              case LOWEST -> !(value >= best);
              case HIGHEST -> !(value <= best);
              case NONE -> false;
            };
        if (Double.isFinite(value) && better) {
          best = value;
        }
      }
    }
    return best;
  }

  /** Four significant digits for the largest number, and the same decimals for the whole column. */
  private int decimals(int column) {
    double largest = 0;
    boolean whole = true;
    for (Row row : rows) {
      double value = row.values.get(column);
      if (Double.isFinite(value)) {
        largest = Math.max(largest, Math.abs(value));
        whole &= value == Math.rint(value);
      }
    }
    if (whole) {
      return 0;
    }
    int digitsBeforePoint = (int) Math.floor(Math.log10(largest)) + 1;
    return Math.clamp(4 - digitsBeforePoint, 1, 8);
  }
}
