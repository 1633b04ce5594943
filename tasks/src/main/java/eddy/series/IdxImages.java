package eddy.series;

import eddy.data.Shuffle;
import eddy.format.BadInput;
import eddy.format.Idx;
import eddy.format.TextFiles;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Grey pictures in IDX, the format of MNIST, as sequences; their labels lie beside them, see {@link
 * Idx#labelsOf}.
 *
 * @param name what messages call the file
 * @param order how a picture becomes a sequence, see {@link ExampleFormat#ORDERS}
 */
record IdxImages(String name, String order) {
  /** The seed of the one permutation. */
  private static final long PERMUTATION = 1;

  /** The pictures of a file with the labels of the one beside it. */
  Examples labelled(Path file) {
    Examples images = read(TextFiles.stream(file));
    Path beside = Idx.labelsOf(file);
    byte[] labels = Idx.labels(beside);
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

  /** The pictures of a stream, which is closed. */
  Examples read(InputStream stream) {
    try (Idx images = Idx.open(stream, name, "picture", 3)) {
      int columns = images.shape()[1];
      int[] places = {};
      List<Example> examples = new ArrayList<>();
      for (int i = 0; i < images.items(); i++) {
        String place = images.place();
        byte[] pixels = images.next();
        if (i == 0) {
          // Only now, since the head may be wrong: nothing is made as large as it says.
          places = places(pixels.length);
        }
        float[] values = new float[pixels.length];
        for (int p = 0; p < values.length; p++) {
          values[p] = pixels[places[p]] & 0xff;
        }
        examples.add(new Example(values, "", Integer.toString(i + 1), place));
      }
      return new Examples(name, Examples.numbered(order.equals("row") ? columns : 1), examples);
    }
  }

  private int[] places(int pixels) {
    if (order.equals("permuted")) {
      return Shuffle.permutation(pixels, PERMUTATION, 0);
    }
    int[] all = new int[pixels];
    Arrays.setAll(all, i -> i);
    return all;
  }
}
