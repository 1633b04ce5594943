package eddy.speed;

import eddy.kernel.Matrix;
import eddy.kernel.Processor;
import eddy.tensor.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A piece of work whose speed is measured.
 *
 * @param name for machines, such as {@code lstm_forward_32x50_128_256}
 * @param label for people
 * @param operations floating-point operations of its matrix products; a multiply-add is two
 * @param run does the work once
 */
public record Work(String name, String label, double operations, Runnable run) {

  /** How the operands of a product lie in memory: row by row, or one of them column by column. */
  public enum Layout {
    PLAIN(""),
    TRANSPOSED_LEFT("_transposed_left"),
    TRANSPOSED_RIGHT("_transposed_right");

    private final String suffix;

    Layout(String suffix) {
      this.suffix = suffix;
    }
  }

  /** The matrix product {@code result += left x right}, [m, k] times [k, n], packing included. */
  public static Work product(Processor processor, int m, int k, int n, Layout layout) {
    SplittableRandom random = new SplittableRandom(1);
    Matrix left = matrix(m, k, layout == Layout.TRANSPOSED_LEFT, random);
    Matrix right = matrix(k, n, layout == Layout.TRANSPOSED_RIGHT, random);
    Matrix result = Matrix.of(new float[m * n], 0, m, n);
    return new Work(
        "product_%dx%dx%d%s".formatted(m, k, n, layout.suffix),
        "product %d x %d x %d%s".formatted(m, k, n, layout.suffix.replace('_', ' ')),
        2.0 * m * k * n,
        () -> processor.multiply(left, right, result));
  }

  /** What is measured of a machine: products, then each cell's three uses. */
  static List<Work> all(Workspace workspace, Processor processor) {
    List<Work> all = new ArrayList<>();
    all.add(product(processor, 512, 512, 512, Layout.PLAIN));
    all.add(product(processor, 1024, 1024, 1024, Layout.PLAIN));
    all.add(product(processor, 1024, 1024, 1024, Layout.TRANSPOSED_LEFT));
    all.add(product(processor, 1024, 1024, 1024, Layout.TRANSPOSED_RIGHT));
    all.add(product(processor, 32, 512, 2048, Layout.PLAIN));
    all.add(product(processor, 1, 512, 2048, Layout.PLAIN));
    for (RecurrentWork.Kind kind : RecurrentWork.Kind.values()) {
      for (int[] size : RecurrentWork.SIZES) {
        RecurrentWork work = new RecurrentWork(workspace, kind, size[0], size[1], size[2], size[3]);
        all.add(work.forward());
        all.add(work.training());
      }
      all.add(new RecurrentWork(workspace, kind, 1, 1, 128, 256).step());
    }
    return all;
  }

  private static Matrix matrix(int rows, int columns, boolean transposed, SplittableRandom random) {
    float[] data = new float[rows * columns];
    for (int i = 0; i < data.length; i++) {
      data[i] = random.nextFloat(-1, 1);
    }
    return transposed
        ? Matrix.of(data, 0, columns, rows).transposed()
        : Matrix.of(data, 0, rows, columns);
  }
}
