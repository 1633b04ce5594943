package eddy.table;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import eddy.format.BadInput;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.FilterReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Reads one table and refuses whatever is not a header with rows of the same length below it. */
final class TableReader {
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final String name;

  TableReader(String name) {
    this.name = name;
  }

  static BadInput unreadable(String name, IOException cause) {
    if (cause instanceof CharacterCodingException) {
      return new BadInput(name + ": expected UTF-8 text but found other bytes.", cause);
    }
    if (cause instanceof EOFException) {
      return new BadInput(name + ": the compressed file ends too early.", cause);
    }
    return new BadInput(name + ": cannot be read (" + cause.getMessage() + ").", cause);
  }

  Table read(BufferedReader text, boolean header) {
    // The reader of the library would close ours, which belongs to the caller.
    FilterReader kept =
        new FilterReader(text) {
          @Override
          public void close() {}
        };
    try {
      skipByteOrderMark(text);
      try (CsvReader<CsvRecord> csv =
          CsvReader.builder()
              .fieldSeparator(isTabSeparated() ? '\t' : ',')
              .allowUnclosedQuote(false)
              .skipEmptyLines(false)
              .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
              .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
              .ofCsvRecord(kept)) {
        return header ? table(csv.iterator()) : withoutHeader(csv.iterator());
      }
    } catch (CsvParseException e) {
      throw new BadInput(name + ": expected comma-separated values. " + reason(e), e);
    } catch (IOException e) {
      throw unreadable(name, e);
    } catch (UncheckedIOException e) {
      throw unreadable(name, e.getCause());
    }
  }

  private Table table(Iterator<CsvRecord> records) {
    return table(header(records), "in the header", next(records), records);
  }

  private Table withoutHeader(Iterator<CsvRecord> records) {
    Optional<CsvRecord> first = next(records);
    if (first.isEmpty()) {
      throw new BadInput(name + ": expected rows but the file is empty.");
    }
    List<String> numbers =
        IntStream.rangeClosed(1, first.get().getFieldCount()).mapToObj(Integer::toString).toList();
    return table(numbers, "in the first row", first, records);
  }

  private static Optional<CsvRecord> next(Iterator<CsvRecord> records) {
    return records.hasNext() ? Optional.of(records.next()) : Optional.empty();
  }

  /**
   * The table of some rows.
   *
   * @param columns their names
   * @param where those stand, for a message
   */
  private Table table(
      List<String> columns, String where, Optional<CsvRecord> first, Iterator<CsvRecord> others) {
    List<String[]> rows = new ArrayList<>();
    List<Integer> lines = new ArrayList<>();
    for (Optional<CsvRecord> next = first; next.isPresent(); next = next(others)) {
      CsvRecord record = next.get();
      int line = Math.toIntExact(record.getStartingLineNumber());
      // In a table of one column an empty line is a missing cell; in a wider one it is only space.
      if (columns.size() > 1 && isBlank(record)) {
        continue;
      }
      if (record.getFieldCount() != columns.size()) {
        throw new BadInput(
            "%s, line %d: expected %d field%s as %s but found %d."
                .formatted(
                    name,
                    line,
                    columns.size(),
                    columns.size() == 1 ? "" : "s",
                    where,
                    record.getFieldCount()));
      }
      String[] row = record.getFields().toArray(String[]::new);
      for (int i = 0; i < row.length; i++) {
        refuseNul(row[i], line, columns.get(i));
      }
      rows.add(row);
      lines.add(line);
    }
    while (!rows.isEmpty() && columns.size() == 1 && rows.getLast()[0].isEmpty()) {
      rows.removeLast();
      lines.removeLast();
    }
    if (rows.isEmpty()) {
      throw new BadInput(name + ": expected rows of data but found only a header.");
    }
    return new Table(name, columns, rows, lines.stream().mapToInt(Integer::intValue).toArray());
  }

  private List<String> header(Iterator<CsvRecord> records) {
    CsvRecord first = records.hasNext() ? records.next() : null;
    if (first == null || (isBlank(first) && !records.hasNext())) {
      throw new BadInput(name + ": expected a header and rows but the file is empty.");
    }
    if (isBlank(first)) {
      throw new BadInput(name + ", line 1: expected a header but found an empty line.");
    }
    List<String> columns = first.getFields().stream().map(String::strip).toList();
    Map<String, Integer> seen = new HashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      refuseNul(columns.get(i), 1, columns.get(i));
      Integer before = seen.put(columns.get(i), i);
      if (before != null) {
        throw new BadInput(
            "%s, line 1: expected every column to have a name of its own but fields %d and %d are"
                    .formatted(name, before + 1, i + 1)
                + " both "
                + Shown.quoted(columns.get(i))
                + ".");
      }
    }
    refuseNumbers(columns);
    return columns;
  }

  /**
   * Refuses a first line of numbers, since taking it for names would lose a row in silence. Whole
   * numbers that count up from 0 or 1 may be names.
   */
  private void refuseNumbers(List<String> columns) {
    boolean counts = true;
    for (int i = 0; i < columns.size(); i++) {
      if (!Numbers.isNumber(columns.get(i))) {
        return;
      }
      counts &=
          columns.get(i).equals(Integer.toString(i))
              || columns.get(i).equals(Integer.toString(i + 1));
    }
    if (!counts) {
      throw new BadInput(
          name
              + ", line 1: expected a header with the names of the columns but found only numbers."
              + " Add a first line with names.");
    }
  }

  private void refuseNul(String cell, int line, String column) {
    if (cell.indexOf('\0') >= 0) {
      throw new BadInput(
          "%s, line %d, column %s: expected text but found a zero byte; this is no text file."
              .formatted(name, line, Shown.quoted(column)));
    }
  }

  private boolean isTabSeparated() {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".tsv") || lower.endsWith(".tsv.gz");
  }

  private static boolean isBlank(CsvRecord record) {
    return record.getFieldCount() == 1 && record.getField(0).isBlank();
  }

  private static String reason(CsvParseException e) {
    StringBuilder reason = new StringBuilder(String.valueOf(e.getMessage()));
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof UncheckedIOException io) {
        throw io;
      }
      if (cause instanceof IOException io) {
        throw new UncheckedIOException(io);
      }
      reason.append(": ").append(cause.getMessage());
    }
    return reason.toString().replaceAll("[\\s\\p{Cntrl}]+", " ");
  }

  private static void skipByteOrderMark(BufferedReader text) throws IOException {
    text.mark(1);
    if (text.read() != BYTE_ORDER_MARK) {
      text.reset();
    }
  }
}
