package eddy.table;

import static org.assertj.core.api.Assertions.assertThat;

import eddy.format.BadInput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableFuzzTest {
  private static final int FILES = Integer.getInteger("eddy.fuzz.files", 5_000);
  private static final String[] MORSELS = {
    "\"",
    "\"\"",
    ",",
    "\n",
    "\r",
    "\r\n",
    "\0",
    "NaN",
    "1e999",
    "-",
    "\uFEFF",
    "\u00e9",
    "\t",
    "2012-02-30",
    "2012-01-01 00:00:00",
    "99999999999999999999",
    "?",
    " ",
    "#",
    "0x1p3",
    ".",
    "1949"
  };

  @TempDir Path folder;

  @Test
  void aMutatedFileIsReadOrRefusedInOneLine() throws IOException {
    Random random = new Random(20260101);
    List<byte[]> seeds = seeds();
    Path file = folder.resolve("fuzz.csv");
    int read = 0;
    for (int i = 0; i < FILES; i++) {
      byte[] bytes = seeds.get(random.nextInt(seeds.size()));
      int mutations = 1 + random.nextInt(3);
      for (int m = 0; m < mutations; m++) {
        bytes = mutated(bytes, random);
      }
      Files.write(file, bytes);
      try {
        Table table = Table.read(file);
        read++;
        use(table);
      } catch (BadInput e) {
        assertThat(e.getMessage()).doesNotContain("\n", "\r", "\0").isNotBlank();
      } catch (RuntimeException | Error e) {
        throw new AssertionError("file " + i + ": " + e, e);
      }
    }
    // Some mutations do no harm and some do; otherwise the loop would prove nothing.
    assertThat(read).isBetween(FILES / 20, FILES - FILES / 20);
  }

  private static void use(Table table) {
    for (String column : table.numericColumns()) {
      assertThat(table.numbers(column)).hasSize(table.rows());
    }
    TimeColumn.find(table).ifPresent(time -> assertThat(time.next(2)).hasSize(2));
    TimeColumn.of(table, table.columns().getFirst()).next(3);
  }

  private static List<byte[]> seeds() throws IOException {
    StringBuilder days = new StringBuilder("date,temp,\"wind, speed\",note\n");
    StringBuilder hours = new StringBuilder("time,x\r\n");
    StringBuilder numbers = new StringBuilder("a,b\n");
    for (int row = 0; row < 28; row++) {
      days.append("2012-02-%02d,%d.5,%d,\"a \"\"b\"\"\"%n".formatted(row + 1, row, -row));
      hours.append("2016-07-%02d %02d:00:00,%d\r\n".formatted(1 + row / 24, row % 24, row));
      numbers.append(1_467_331_200 + 3600 * row).append(',').append(row % 5 == 0 ? "" : row);
      numbers.append('\n');
    }
    List<byte[]> seeds = new ArrayList<>();
    for (StringBuilder text : List.of(days, hours, numbers)) {
      seeds.add(text.toString().getBytes(StandardCharsets.UTF_8));
    }
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
      out.write(seeds.getFirst());
    }
    seeds.add(zipped.toByteArray());
    return seeds;
  }

  private static byte[] mutated(byte[] bytes, Random random) throws IOException {
    int at = random.nextInt(bytes.length + 1);
    int end = Math.min(bytes.length, at + random.nextInt(20));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(bytes, 0, at);
    switch (random.nextInt(6)) {
      case 0 -> { // Cut off.
        return out.toByteArray();
      }
      case 1 -> { // Drop a piece.
        out.write(bytes, end, bytes.length - end);
      }
      case 2 -> { // Say a piece twice.
        out.write(bytes, at, end - at);
        out.write(bytes, at, bytes.length - at);
      }
      case 3 -> { // Put something in.
        out.writeBytes(MORSELS[random.nextInt(MORSELS.length)].getBytes(StandardCharsets.UTF_8));
        out.write(bytes, at, bytes.length - at);
      }
      case 4 -> { // Put something in the place of a piece.
        out.writeBytes(MORSELS[random.nextInt(MORSELS.length)].getBytes(StandardCharsets.UTF_8));
        out.write(bytes, end, bytes.length - end);
      }
      default -> { // Flip a bit.
        out.write(bytes, at, bytes.length - at);
        byte[] flipped = out.toByteArray();
        if (flipped.length > 0) {
          flipped[Math.min(at, flipped.length - 1)] ^= (byte) (1 << random.nextInt(8));
        }
        return flipped;
      }
    }
    return out.toByteArray();
  }
}
