package eddy.recurrent;

import eddy.kernel.Counted;
import eddy.tensor.Tape;
import java.util.ArrayList;
import java.util.List;

/**
 * A cell within recurrent dropout and zoneout, for one run on one tape.
 *
 * <pre>
 *   what the cell's products multiply = mask * h           one mask a sequence, scaled
 *   v' = v where zoned out, else what the cell wrote       for each carried vector, anew at each step
 * </pre>
 *
 * <p>At inference nothing is dropped, and v' is the mean of the two.
 *
 * <p>Around the cell rather than in the engine, this costs nothing where there is none. Dropout is
 * a phase before the cell's own, which writes {@code mask * h} into one more block for them to
 * multiply. Zoneout changes what the cell wrote, after its last phase; for the way back, which
 * expects what the cell wrote, that is kept and exchanged with what is carried on as long as the
 * cell is at work.
 */
final class NoisyCell implements Cell {
  /** What random numbers are below. */
  private static final int ALL = 1 << 24;

  private final Cell cell;
  private final int[] widths;
  private final Layout layout;
  private final boolean training;
  private final boolean projects;
  private final int lastPhase;
  private final float dropout;
  private final int dropoutKey;
  private final float[] zoneout;
  private final int[] zoneoutKeys;
  private final int[] thresholds;
  private final float[][] written;
  private final float[][] held;

  private NoisyCell(
      Cell cell, int[] widths, Layout layout, Tape tape, float dropout, float[] zoneout) {
    this.cell = cell;
    this.widths = widths;
    this.layout = layout;
    this.dropout = dropout;
    this.zoneout = zoneout;
    training = tape.training();
    projects = projects(cell);
    lastPhase = cell.phases().size() - 1;
    dropoutKey = dropout > 0 ? tape.key() : 0;
    zoneoutKeys = new int[zoneout.length];
    thresholds = new int[zoneout.length];
    written = new float[zoneout.length][];
    held = new float[zoneout.length][];
    for (int k = 0; training && k < zoneout.length; k++) {
      zoneoutKeys[k] = tape.key();
      thresholds[k] = Math.round(zoneout[k] * ALL);
      written[k] = tape.scratch(layout.rows(), widths[k]);
      held[k] = tape.scratch(layout.batch(), widths[k]);
    }
  }

  /**
   * Surrounds a cell for a run, or returns the cell itself where there is nothing to do.
   *
   * @param dropout of the operand of recurrent products
   * @param zoneout of each carried vector, or empty for none; not modified
   */
  static Cell around(
      Cell cell, int hiddenSize, Layout layout, Tape tape, float dropout, float[] zoneout) {
    float drop = tape.training() ? dropout : 0;
    return drop == 0 && zoneout.length == 0
        ? cell
        : new NoisyCell(cell, cell.carried(hiddenSize), layout, tape, drop, zoneout);
  }

  /**
   * Whether recurrent dropout is possible: the cell must multiply its previous output once, and
   * that must be as wide as a block.
   */
  static boolean canDrop(Cell cell) {
    long products = cell.phases().stream().filter(NoisyCell::multipliesPrevious).count();
    return products == 1 && !projects(cell);
  }

  private static boolean multipliesPrevious(Phase phase) {
    return phase.operand() == Phase.PREVIOUS;
  }

  private static boolean projects(Cell cell) {
    return cell.phases().getLast().projects();
  }

  private boolean drops() {
    return dropout > 0;
  }

  @Override
  public int inputBlocks() {
    return cell.inputBlocks();
  }

  @Override
  public int blocks() {
    return cell.blocks() + (drops() ? 1 : 0);
  }

  @Override
  public int[] carried(int hiddenSize) {
    return cell.carried(hiddenSize);
  }

  @Override
  public List<Phase> phases() {
    if (!drops()) {
      return cell.phases();
    }
    List<Phase> phases = new ArrayList<>(List.of(Phase.pointwise()));
    for (Phase phase : cell.phases()) {
      phases.add(multipliesPrevious(phase) ? new Phase(cell.blocks(), phase.blocks()) : phase);
    }
    return phases;
  }

  @Override
  public List<String> ownParameters() {
    return cell.ownParameters();
  }

  /** The engine deals out no units of a projected output. */
  @Override
  public Scope scope() {
    return projects ? Scope.ROWS : cell.scope();
  }

  @Override
  public void forward(Step step, int phase) {
    if (drops() && phase == 0) {
      for (int row = step.firstRow(); row < step.lastRow(); row++) {
        int to = step.block(row, cell.blocks());
        mask(step, row, step.previous(0), step.previous(0, row), step.blocks(), to);
      }
      return;
    }
    int own = drops() ? phase - 1 : phase;
    cell.forward(step, own);
    if (own == lastPhase) {
      zone(step);
    }
  }

  @Override
  public void backward(Step step, int phase) {
    if (drops() && phase == 0) {
      float[] masked = step.temporary(0);
      for (int row = step.firstRow(); row < step.lastRow(); row++) {
        mask(step, row, step.dOperand(), step.dOperand(row), masked, 0);
        step.kernels().add(masked, 0, step.dCarried(0), step.dCarried(0, row), step.units());
      }
      return;
    }
    int own = drops() ? phase - 1 : phase;
    if (own == lastPhase) {
      hold(step);
    }
    exchange(step, 0);
    cell.backward(step, own);
    exchange(step, 0);
    if (own == 0) {
      release(step);
    }
  }

  @Override
  public void ownGradients(Step step) {
    // A projected output is none of the cell's, and here the units are shared out, not the rows.
    exchange(step, projects ? 1 : 0);
    cell.ownGradients(step);
    exchange(step, projects ? 1 : 0);
  }

  /** {@code y = mask * x} for this thread's units of a row, each an element of the output. */
  private void mask(Step step, int row, float[] x, int xAt, float[] y, int yAt) {
    int first = layout.order[row] * widths[0] + step.unit();
    int threshold = Math.round(dropout * ALL);
    float scale = 1 / (1 - dropout);
    step.kernels().dropout(x, xAt, y, yAt, step.units(), dropoutKey, first, threshold, scale);
  }

  /** How many elements of a row of a carried vector this thread works on. */
  private int count(Step step, int k) {
    return k == 0 && projects ? widths[0] : step.units();
  }

  private boolean zoned(int k, int element) {
    return Counted.bits(zoneoutKeys[k], element) >>> 8 < thresholds[k];
  }

  /** Keeps what the cell wrote, and puts in its place what is carried on. */
  private void zone(Step step) {
    for (int k = 0; k < zoneout.length; k++) {
      int n = count(step, k);
      float[] before = step.previous(k);
      float[] v = step.carried(k);
      for (int row = step.firstRow(); row < step.lastRow(); row++) {
        int from = step.previous(k, row);
        int at = step.carried(k, row);
        if (training) {
          System.arraycopy(v, at, written[k], at, n);
        }
        for (int j = 0; j < n; j++) {
          if (!training) {
            v[at + j] += zoneout[k] * (before[from + j] - v[at + j]);
          } else if (zoned(k, at + j)) {
            v[at + j] = before[from + j];
          }
        }
      }
    }
  }

  /**
   * Puts what the cell wrote in the place of what is carried on, from the first vector; once more,
   * back.
   */
  private void exchange(Step step, int first) {
    for (int k = first; k < zoneout.length; k++) {
      int n = count(step, k);
      float[] v = step.carried(k);
      float[] w = written[k];
      for (int row = step.firstRow(); row < step.lastRow(); row++) {
        int at = step.carried(k, row);
        for (int i = at; i < at + n; i++) {
          float kept = v[i];
          v[i] = w[i];
          w[i] = kept;
        }
      }
    }
  }

  /** Holds the derivatives by what was zoned out back from the cell. */
  private void hold(Step step) {
    for (int k = 0; k < zoneout.length; k++) {
      int n = count(step, k);
      float[] d = step.dCarried(k);
      float[] h = held[k];
      for (int row = step.firstRow(); row < step.lastRow(); row++) {
        int at = step.carried(k, row);
        int from = step.dCarried(k, row);
        int to = row * widths[k] + step.unit();
        for (int j = 0; j < n; j++) {
          boolean zoned = zoned(k, at + j);
          h[to + j] = zoned ? d[from + j] : 0;
          d[from + j] = zoned ? 0 : d[from + j];
        }
      }
    }
  }

  /** Adds what was held to the derivatives by the vectors before. */
  private void release(Step step) {
    for (int k = 0; k < zoneout.length; k++) {
      for (int row = step.firstRow(); row < step.lastRow(); row++) {
        int from = row * widths[k] + step.unit();
        int to = step.dCarried(k, row);
        step.kernels().add(held[k], from, step.dCarried(k), to, count(step, k));
      }
    }
  }
}
