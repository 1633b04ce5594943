package eddy.series;

import eddy.data.Shuffle;
import eddy.format.BadInput;
import eddy.format.TextFiles;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * Grey pictures in IDX, the format of MNIST, as sequences.
 *
 * <p>Big-endian: the number 2051, how many pictures, rows, columns, then a byte a pixel. The labels
 * lie beside them in a file that is called alike ({@code labels} for {@code images}, {@code idx1}
 * for {@code idx3}): the number 2049, how many, then a byte each. Either may be gzipped.
 *
 * @param name what messages call the file
 * @param order how a picture becomes a sequence, see {@link ExampleFormat#ORDERS}
 */
record IdxImages(String name, String order) {
  private static final int IMAGES = 2051;
  private static final int LABELS = 2049;
  private static final int MOST_PIXELS = 1 << 24;

  /** The seed of the one permutation. */
  private static final long PERMUTATION = 1;

  /** The pictures of a file with the labels of the one beside it. */
  Examples labelled(Path file) {
    Examples images = read(TextFiles.stream(file));
    Path beside = labelsOf(file);
    byte[] labels = labels(beside);
    if (labels.length != images.all().size()) {
      throw new BadInput(
          "%s: expected %,d labels as there are pictures but found %,d."
              .formatted(beside, images.all().size(), labels.length));
    }
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < labels.length; i++) {
      Example image = images.all().get(i);
      String label = Integer.toString(labels[i] & 0xff);
      examples.add(new Example(image.values(), label, image.name(), image.place()));
    }
    return new Examples(name, images.channels(), examples);
  }

  /**
   * The file with the labels of pictures.
   *
   * @throws BadInput if it is not there
   */
  static Path labelsOf(Path file) {
    String own = file.getFileName().toString();
    Path beside = file.resolveSibling(own.replace("images", "labels").replace("idx3", "idx1"));
    if (beside.equals(file) || !Files.exists(beside)) {
      throw new BadInput(
          "%s: expected its labels beside it in %s but there is no such file."
              .formatted(file, beside.getFileName()));
    }
    return beside;
  }

  private static byte[] labels(Path file) {
    try (DataInputStream in = open(TextFiles.stream(file))) {
      requireMagic(in.readInt(), LABELS, file.toString());
      int count = in.readInt();
      byte[] labels = in.readNBytes(Math.max(0, count));
      if (labels.length != count || in.read() >= 0) {
        throw new BadInput(
            "%s: expected %,d labels as its head says but found %s."
                .formatted(file, count, labels.length < count ? labels.length : "more"));
      }
      return labels;
    } catch (EOFException e) {
      throw new BadInput(file + ": expected labels in IDX but the file ends in its head.", e);
    } catch (IOException e) {
      throw BadInput.of(file, e);
    }
  }

  /** The pictures of a stream, which is closed. */
  Examples read(InputStream stream) {
    try (DataInputStream in = open(stream)) {
      requireMagic(in.readInt(), IMAGES, name);
      int count = in.readInt();
      int rows = in.readInt();
      int columns = in.readInt();
      if (count < 1 || rows < 1 || columns < 1 || (long) rows * columns > MOST_PIXELS) {
        throw new BadInput(
            "%s: expected pictures in IDX but its head says %d of %d by %d pixels."
                .formatted(name, count, rows, columns));
      }
      int[] places = places(rows * columns);
      List<Example> examples = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        byte[] pixels = in.readNBytes(places.length);
        String place = "%s, picture %d of %d".formatted(name, i + 1, count);
        if (pixels.length < places.length) {
          throw new BadInput(
              "%s: expected %d bytes but the file ends after %d of them."
                  .formatted(place, places.length, pixels.length));
        }
        float[] values = new float[pixels.length];
        for (int p = 0; p < values.length; p++) {
          values[p] = pixels[places[p]] & 0xff;
        }
        examples.add(new Example(values, "", Integer.toString(i + 1), place));
      }
      if (in.read() >= 0) {
        throw new BadInput(
            "%s: expected %,d pictures of %d by %d pixels as its head says but found more bytes."
                .formatted(name, count, rows, columns));
      }
      return new Examples(name, Examples.numbered(order.equals("row") ? columns : 1), examples);
    } catch (EOFException e) {
      throw new BadInput(name + ": expected pictures in IDX but the file ends too early.", e);
    } catch (IOException e) {
      throw new BadInput(name + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private int[] places(int pixels) {
    if (order.equals("permuted")) {
      return Shuffle.permutation(pixels, PERMUTATION, 0);
    }
    int[] all = new int[pixels];
    for (int i = 0; i < pixels; i++) {
      all[i] = i;
    }
    return all;
  }

  private static void requireMagic(int found, int expected, String name) {
    if (found != expected) {
      throw new BadInput(
          "%s: expected IDX, which begins with the number %d, but found %d."
              .formatted(name, expected, found));
    }
  }

  private static DataInputStream open(InputStream stream) throws IOException {
    BufferedInputStream in = new BufferedInputStream(stream);
    in.mark(2);
    boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
    in.reset();
    return new DataInputStream(
        gzip ? new BufferedInputStream(new GZIPInputStream(in, 1 << 16), 1 << 16) : in);
  }
}
