package eddy.frames;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;

/** Clips of a bright square that moves to the left or to the right, and ways to write them. */
final class Dots {
  static final int SIDE = 12;

  private Dots() {}

  /** A grey picture of one value. */
  static BufferedImage grey(int height, int width, int value) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.getRaster().setSample(x, y, 0, value);
      }
    }
    return image;
  }

  /** A picture with a square of 3 pixels whose left edge is at a column. */
  private static BufferedImage square(int line, int column) {
    BufferedImage image = grey(SIDE, SIDE, 0);
    for (int i = 0; i < 9; i++) {
      image.getRaster().setSample(Math.floorMod(column + i % 3, SIDE), line + i / 3, 0, 255);
    }
    return image;
  }

  static void png(Path file, BufferedImage image) {
    try {
      Files.createDirectories(file.getParent());
      ImageIO.write(image, "png", file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Folders {@code left} and {@code right} with clips of three to six pictures each. */
  static Path folders(Path root, int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < count; i++) {
      boolean left = i % 2 == 0;
      Path clip = root.resolve(left ? "left" : "right").resolve("clip" + i);
      int line = random.nextInt(SIDE - 3);
      int column = random.nextInt(SIDE);
      int frames = random.nextInt(3, 7);
      for (int t = 0; t < frames; t++) {
        png(clip.resolve("f" + t + ".png"), square(line, column + (left ? -2 : 2) * t));
      }
    }
    return root;
  }

  /** A picture of an animated GIF: where it is drawn, and what becomes of it. */
  record Part(BufferedImage image, int left, int top, String disposal) {}

  static Path gif(Path file, Part... parts) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(file.toFile())) {
      writer.setOutput(out);
      writer.prepareWriteSequence(null);
      for (Part part : parts) {
        IIOMetadata about =
            writer.getDefaultImageMetadata(
                ImageTypeSpecifier.createFromRenderedImage(part.image), null);
        IIOMetadataNode root = new IIOMetadataNode("javax_imageio_gif_image_1.0");
        IIOMetadataNode at = new IIOMetadataNode("ImageDescriptor");
        at.setAttribute("imageLeftPosition", "" + part.left);
        at.setAttribute("imageTopPosition", "" + part.top);
        at.setAttribute("imageWidth", "" + part.image.getWidth());
        at.setAttribute("imageHeight", "" + part.image.getHeight());
        at.setAttribute("interlaceFlag", "FALSE");
        root.appendChild(at);
        IIOMetadataNode control = new IIOMetadataNode("GraphicControlExtension");
        control.setAttribute("disposalMethod", part.disposal);
        control.setAttribute("userInputFlag", "FALSE");
        control.setAttribute("transparentColorFlag", "FALSE");
        control.setAttribute("transparentColorIndex", "0");
        control.setAttribute("delayTime", "10");
        root.appendChild(control);
        about.mergeTree("javax_imageio_gif_image_1.0", root);
        writer.writeToSequence(new IIOImage(part.image, null, about), null);
      }
      writer.endWriteSequence();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return file;
  }
}
