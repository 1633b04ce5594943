package eddy.series;

import eddy.format.BadInput;
import eddy.table.Table;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Sequences in a table with a row for each step of each: {@code id,time,x,y,label}.
 *
 * <p>Every column of numbers besides those three is a channel, unless the format names them. The
 * rows of a sequence are put in order of their times, numbers as numbers and all else, such as ISO
 * dates, as text.
 *
 * @param name what messages call the table
 * @param format what its columns are called
 * @param labelled whether the label is read
 */
record LongTable(String name, ExampleFormat format, boolean labelled) {

  Examples read(InputStream in) {
    Table table = Table.read(in, name);
    List<String> channels = format.channels().isEmpty() ? measured(table) : format.channels();
    if (channels.isEmpty()) {
      throw new BadInput(
          "%s: expected a column of numbers besides %s, %s and %s but found %s."
              .formatted(
                  name,
                  format.id(),
                  format.time(),
                  format.label(),
                  String.join(", ", table.columns())));
    }
    List<double[]> columns = channels.stream().map(table::numbers).toList();
    List<String> labels = labelled ? table.text(format.label()) : List.of();
    List<Example> examples = new ArrayList<>();
    sequences(table)
        .forEach((id, rows) -> {
          float[] values = new float[rows.size() * channels.size()];
          int at = 0;
          for (int row : rows) {
            for (int c = 0; c < channels.size(); c++) {
              double value = columns.get(c)[row];
              if (Double.isNaN(value)) {
                throw new BadInput(
                    table.where(row, channels.get(c))
                        + ": expected a number but it is missing. Fill in missing values first.");
              }
              values[at++] = (float) value;
            }
          }
          int first = rows.getFirst();
          String label = labelled ? label(table, labels, rows) : "";
          examples.add(new Example(values, label, id, name + ", line " + table.line(first)));
        });
    return new Examples(name, channels, examples);
  }

  private List<String> measured(Table table) {
    return table.numericColumns().stream()
        .filter(column -> !column.equals(format.id()))
        .filter(column -> !column.equals(format.time()))
        .filter(column -> !column.equals(format.label()))
        .toList();
  }

  /** The rows of each sequence in order of their times. */
  private Map<String, List<Integer>> sequences(Table table) {
    List<String> ids = table.text(format.id());
    List<String> times = table.text(format.time());
    Map<String, List<Integer>> sequences = new LinkedHashMap<>();
    for (int row = 0; row < ids.size(); row++) {
      sequences.computeIfAbsent(ids.get(row).strip(), _ -> new ArrayList<>()).add(row);
    }
    Comparator<Integer> byTime =
        table.numericColumns().contains(format.time())
            ? byNumber(table.numbers(format.time()))
            : Comparator.comparing(times::get);
    sequences.forEach((id, rows) -> {
      rows.sort(byTime);
      IntStream.range(1, rows.size())
          .filter(i -> byTime.compare(rows.get(i - 1), rows.get(i)) == 0)
          .findFirst()
          .ifPresent(i -> {
            throw new BadInput(
                "%s: expected each time once in the sequence %s but found %s again."
                    .formatted(
                        table.where(rows.get(i), format.time()),
                        BadInput.quote(id),
                        BadInput.quote(times.get(rows.get(i)))));
          });
    });
    return sequences;
  }

  private static Comparator<Integer> byNumber(double[] times) {
    return Comparator.comparingDouble(row -> times[row]);
  }

  private String label(Table table, List<String> labels, List<Integer> rows) {
    String label = labels.get(rows.getFirst()).strip();
    for (int row : rows) {
      if (!labels.get(row).strip().equals(label)) {
        throw new BadInput(
            "%s: expected the same in all rows of a sequence, %s as in line %d, but found %s."
                .formatted(
                    table.where(row, format.label()),
                    BadInput.quote(label),
                    table.line(rows.getFirst()),
                    BadInput.quote(labels.get(row))));
      }
    }
    return label;
  }
}
