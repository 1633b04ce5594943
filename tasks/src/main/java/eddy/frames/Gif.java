package eddy.frames;

import eddy.format.BadInput;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/**
 * An animated GIF, whose pictures are often only the part that changes: each is drawn over what the
 * ones before have left, at its place on the screen, and says what is to become of it.
 *
 * <p>How long each is shown does not count; each is one frame. Graphics Interchange Format, version
 * 89a, CompuServe 1990.
 */
final class Gif {
  private final int width;
  private final int height;
  private final BufferedImage shown;

  /** The numbers of what is shown. */
  private final int[] screen;

  private Gif(int width, int height) {
    this.width = width;
    this.height = height;
    shown = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
    screen = ((DataBufferInt) shown.getRaster().getDataBuffer()).getData();
  }

  /**
   * Reads a clip.
   *
   * @param in closed
   * @param name what messages call it
   * @throws BadInput if it is no GIF, or damaged
   */
  static Clip read(InputStream in, String name, FramesFormat format) {
    String place = name;
    try (in;
        ImageInputStream stream = new MemoryCacheImageInputStream(in)) {
      Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName("gif");
      ImageReader reader = readers.next();
      try {
        reader.setInput(stream);
        Element head = root(reader.getStreamMetadata(), "javax_imageio_gif_stream_1.0");
        Element size = child(head, "LogicalScreenDescriptor");
        int width = number(size, "logicalScreenWidth");
        int height = number(size, "logicalScreenHeight");
        Frame.requireSize(height, width, name);
        Gif gif = new Gif(width, height);
        int count = reader.getNumImages(true);
        Clip.Builder clip = new Clip.Builder(name, format, count);
        for (int i = 0; i < count; i++) {
          place = "%s, frame %d of %d".formatted(name, i + 1, count);
          Frame.requireSize(reader.getHeight(i), reader.getWidth(i), place);
          gif.draw(reader, i, place, clip, format.color());
        }
        return clip.clip();
      } finally {
        reader.dispose();
      }
    } catch (IOException | RuntimeException e) {
      // The decoder of the JDK meets damage with exceptions of many kinds.
      if (e instanceof BadInput bad) {
        throw bad;
      }
      throw new BadInput(place + ": cannot be read as a GIF: " + e.getMessage(), e);
    }
  }

  private void draw(ImageReader reader, int index, String place, Clip.Builder clip, boolean color)
      throws IOException {
    BufferedImage part = reader.read(index);
    Element about = root(reader.getImageMetadata(index), "javax_imageio_gif_image_1.0");
    Element at = child(about, "ImageDescriptor");
    int left = number(at, "imageLeftPosition");
    int top = number(at, "imageTopPosition");
    String disposal = child(about, "GraphicControlExtension").getAttribute("disposalMethod");
    int[] before = disposal.equals("restoreToPrevious") ? screen.clone() : screen;
    for (int y = 0; y < Math.min(part.getHeight(), height - top); y++) {
      for (int x = 0; x < Math.min(part.getWidth(), width - left); x++) {
        int argb = part.getRGB(x, y);
        if (argb >>> 24 != 0) {
          screen[(top + y) * width + left + x] = argb;
        }
      }
    }
    clip.add(() -> Frame.of(shown, color), place);
    switch (disposal) {
      case "restoreToPrevious" -> System.arraycopy(before, 0, screen, 0, screen.length);
      case "restoreToBackgroundColor" -> {
        for (int y = top; y < Math.min(height, top + part.getHeight()); y++) {
          int from = y * width + left;
          Arrays.fill(screen, from, y * width + Math.min(width, left + part.getWidth()), 0);
        }
      }
      default -> {}
    }
  }

  private static Element root(IIOMetadata metadata, String format) {
    return (Element) metadata.getAsTree(format);
  }

  /** The child of a name; one without attributes where there is none. */
  private static Element child(Element parent, String name) {
    NodeList children = parent.getElementsByTagName(name);
    Node first = children.item(0);
    return first instanceof Element found ? found : parent;
  }

  private static int number(Element element, String attribute) {
    return Integer.parseInt(element.getAttribute(attribute));
  }
}
