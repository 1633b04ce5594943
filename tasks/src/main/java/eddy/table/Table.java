package eddy.table;

import eddy.format.BadInput;
import eddy.format.TextFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A file of rows under a header, read whole, whose cells are asked for by column name.
 *
 * <p>Cells stay text until a column is asked for its numbers, so a column that nobody uses may hold
 * anything. Every complaint names the file, the line and the column.
 */
public final class Table {
  private final String name;
  private final List<String> columns;
  private final List<String[]> rows;
  private final int[] lines;

  Table(String name, List<String> columns, List<String[]> rows, int[] lines) {
    this.name = name;
    this.columns = List.copyOf(columns);
    this.rows = rows;
    this.lines = lines;
  }

  /**
   * Reads a file of comma-separated values with a header, or of tab-separated ones where its name
   * ends with {@code .tsv}; either may be gzipped.
   *
   * @throws BadInput if the file cannot be read, is empty, has only a header, names a column twice,
   *     or has a row of more or fewer fields than the header
   */
  public static Table read(Path file) {
    return readAndClose(TextFiles.open(file), file.toString());
  }

  /**
   * Reads a table from a stream, for instance standard input, as {@link #read(Path)} reads a file.
   *
   * @param in read to its end and closed
   * @param name what messages call the table; where it ends with {@code .tsv}, tabs separate
   */
  public static Table read(InputStream in, String name) {
    return readAndClose(TextFiles.open(in, name), name);
  }

  private static Table readAndClose(BufferedReader text, String name) {
    try (text) {
      return read(text, name);
    } catch (IOException e) {
      throw TableReader.unreadable(name, e);
    } catch (UncheckedIOException e) {
      throw TableReader.unreadable(name, e.getCause());
    }
  }

  /**
   * Reads a table from an open reader, which is left open.
   *
   * @param reader the text, header first
   * @param name what messages call the table, usually the file's path
   * @throws BadInput as {@link #read(Path)} does
   */
  public static Table read(BufferedReader reader, String name) {
    return new TableReader(name).read(reader, true);
  }

  /**
   * Reads a table without a header from an open reader, which is left open: its columns are named
   * 1, 2 and so on.
   *
   * @param reader the text
   * @param name what messages call the table, usually the file's path
   * @throws BadInput if there are no rows, or one has more or fewer fields than the first
   */
  public static Table withoutHeader(BufferedReader reader, String name) {
    return new TableReader(name).read(reader, false);
  }

  /** What messages call this table: usually the path of its file. */
  public String name() {
    return name;
  }

  /** The names of the columns in the order of the file. */
  public List<String> columns() {
    return columns;
  }

  /** The number of rows below the header. */
  public int rows() {
    return rows.size();
  }

  /** A table of some of the rows, in this order, which messages call by the same lines. */
  public Table select(int... some) {
    List<String[]> chosen = new ArrayList<>(some.length);
    int[] places = new int[some.length];
    for (int i = 0; i < some.length; i++) {
      chosen.add(rows.get(some[i]));
      places[i] = lines[some[i]];
    }
    return new Table(name, columns, chosen, places);
  }

  /** The line of the file on which a row starts; the header is on line 1. */
  public int line(int row) {
    return lines[row];
  }

  /**
   * The cells of a column as they stand in the file.
   *
   * @throws BadInput if there is no such column
   */
  public List<String> text(String column) {
    int index = index(column);
    List<String> cells = new ArrayList<>(rows.size());
    for (String[] row : rows) {
      cells.add(row[index]);
    }
    return cells;
  }

  /**
   * The cells of a column as numbers, {@code NaN} where one is missing.
   *
   * <p>Missing is a cell that is empty or says NA, N/A, NaN, null or {@code ?}, in either case.
   *
   * @throws BadInput if there is no such column, or a cell is neither missing nor a finite number
   *     within the range of a float
   */
  public double[] numbers(String column) {
    int index = index(column);
    double[] numbers = new double[rows.size()];
    for (int row = 0; row < numbers.length; row++) {
      String cell = rows.get(row)[index];
      numbers[row] = Numbers.parse(cell);
      if (Math.abs(numbers[row]) > Float.MAX_VALUE
          || (Double.isNaN(numbers[row]) && !Numbers.isMissing(cell))) {
        throw new BadInput(where(row, column) + ": " + Numbers.complaint(cell));
      }
    }
    return numbers;
  }

  /**
   * The columns that are meant to hold numbers: those whose first cell that is not missing is one.
   *
   * <p>A later cell with text in such a column is a mistake, which {@link #numbers} will report,
   * and no reason to leave the column out in silence.
   */
  public List<String> numericColumns() {
    List<String> numeric = new ArrayList<>();
    for (int index = 0; index < columns.size(); index++) {
      for (String[] row : rows) {
        if (!Numbers.isMissing(row[index])) {
          if (Numbers.isNumber(row[index])) {
            numeric.add(columns.get(index));
          }
          break;
        }
      }
    }
    return numeric;
  }

  /** How a message about a whole column begins: file and column, fit for one line. */
  public String place(String column) {
    return name + ", column " + Shown.quoted(column);
  }

  /** The place of a cell, as messages begin: file, line and column. */
  public String where(int row, String column) {
    return name + ", line " + lines[row] + ", column " + Shown.quoted(column);
  }

  private int index(String column) {
    int index = columns.indexOf(column);
    if (index < 0) {
      throw new BadInput(
          name + ": there is no column " + Shown.quoted(column) + ". There are: " + listed() + ".");
    }
    return index;
  }

  private String listed() {
    List<String> shown = columns.stream().limit(30).map(Shown::plain).toList();
    int more = columns.size() - shown.size();
    return String.join(", ", shown) + (more > 0 ? " and " + more + " more" : "");
  }
}
