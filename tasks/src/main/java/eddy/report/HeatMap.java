package eddy.report;

import java.util.List;
import java.util.Locale;

/**
 * A matrix whose larger numbers stand on a stronger color: a confusion matrix, or attention.
 *
 * @param heading what stands above it
 * @param corner what rows and columns are, for instance {@code "true \ predicted"}
 * @param rows names of the rows
 * @param columns names of the columns
 * @param values {@code [rows][columns]}, not copied
 */
public record HeatMap(
    String heading, String corner, List<String> rows, List<String> columns, double[][] values)
    implements Section {
  /**
   * Makes a heat map.
   *
   * @throws IllegalArgumentException if the values do not fit the names
   */
  public HeatMap {
    rows = List.copyOf(rows);
    columns = List.copyOf(columns);
    boolean fits = values.length == rows.size();
    for (double[] row : values) {
      fits &= row.length == columns.size();
    }
    if (!fits) {
      throw new IllegalArgumentException(
          "HeatMap: expected [%d][%d] values for the names in \"%s\" but got another shape."
              .formatted(rows.size(), columns.size(), heading));
    }
  }

  @Override
  public String body() {
    double largest = 0;
    for (double[] row : values) {
      for (double value : row) {
        largest = Math.max(largest, Double.isFinite(value) ? value : 0);
      }
    }
    StringBuilder html = new StringBuilder("<div class=\"wide\"><table class=\"heat\">\n<thead>");
    html.append("<tr><th>").append(Html.escape(corner)).append("</th>");
    for (String column : columns) {
      html.append("<th scope=\"col\" class=\"number\">")
          .append(Html.escape(column))
          .append("</th>");
    }
    html.append("</tr></thead>\n<tbody>\n");
    for (int row = 0; row < values.length; row++) {
      html.append("<tr><th scope=\"row\">").append(Html.escape(rows.get(row))).append("</th>");
      for (double value : values[row]) {
        html.append(cell(value, largest));
      }
      html.append("</tr>\n");
    }
    return html.append("</tbody></table></div>\n").toString();
  }

  private static String cell(double value, double largest) {
    if (!Double.isFinite(value)) {
      return "<td class=\"number\">–</td>";
    }
    long share = largest > 0 ? Math.round(70 * Math.max(0, value) / largest) : 0;
    String number =
        value == Math.rint(value)
            ? String.format(Locale.ROOT, "%.0f", value)
            : String.format(Locale.ROOT, "%.2f", value);
    return "<td class=\"number\" style=\"--share:" + share + "%\">" + number + "</td>";
  }
}
