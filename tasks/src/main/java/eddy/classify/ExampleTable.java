package eddy.classify;

import eddy.format.BadInput;
import eddy.format.TextFiles;
import eddy.table.Table;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Reads the texts of a table.
 *
 * @param reader of the whole
 * @param name what messages call the table
 * @param labelled whether the labels are read as well
 */
record ExampleTable(ExampleReader reader, String name, boolean labelled) {

  List<Example> read(InputStream in, boolean tabs) {
    return tabs ? tabSeparated(in) : commaSeparated(in);
  }

  private ExampleFormat format() {
    return reader.format();
  }

  private List<Example> commaSeparated(InputStream in) {
    Table table;
    try (BufferedReader text = TextFiles.open(in, name, format().charset())) {
      table = format().header() ? Table.read(text, name) : Table.withoutHeader(text, name);
    } catch (IOException e) {
      throw new BadInput(name + ": cannot be read: " + e.getMessage(), e);
    }
    List<String> texts = table.text(format().text());
    List<String> labels = labelled ? table.text(format().label()) : List.of();
    List<Example> examples = new ArrayList<>();
    for (int row = 0; row < table.rows(); row++) {
      String place = name + ", line " + table.line(row);
      examples.add(
          new Example(
              texts.get(row), labelled ? reader.labels(labels.get(row), place) : List.of(), place));
    }
    return examples;
  }

  /**
   * A tab ends a field and quotes mean nothing, as corpora are written; the last field takes the
   * rest of its line, so that a text there may hold tabs.
   */
  private List<Example> tabSeparated(InputStream in) {
    List<Example> examples = new ArrayList<>();
    List<String> columns = new ArrayList<>();
    reader.eachLine(
        in,
        name,
        (line, place) -> {
          boolean first = columns.isEmpty();
          String[] fields = line.split("\t", first ? -1 : columns.size());
          if (first) {
            columns.addAll(
                format().header()
                    ? List.of(fields)
                    : IntStream.rangeClosed(1, fields.length).mapToObj(Integer::toString).toList());
          }
          if (!(first && format().header()) && !line.isBlank()) {
            examples.add(row(columns, fields, place));
          }
        });
    return examples;
  }

  private Example row(List<String> columns, String[] fields, String place) {
    if (fields.length < columns.size()) {
      throw new BadInput(
          "%s: expected %d fields as in the first line but found %d."
              .formatted(place, columns.size(), fields.length));
    }
    String text = fields[index(columns, format().text())];
    return new Example(
        text,
        labelled ? reader.labels(fields[index(columns, format().label())], place) : List.of(),
        place);
  }

  private int index(List<String> columns, String column) {
    int index = columns.indexOf(column);
    if (index < 0) {
      throw new BadInput(
          "%s: there is no column %s. There are: %s."
              .formatted(name, BadInput.quote(column), String.join(", ", columns)));
    }
    return index;
  }
}
