package eddy.recurrent;

import java.util.List;

/**
 * The independently recurrent network, a cell without any product: each unit sees only itself.
 *
 * <pre>
 *   h_t = relu(W_ih x_t + b_ih + u * h_{t-1})
 * </pre>
 *
 * <p>Li and others, "Independently recurrent neural network", CVPR 2018.
 */
record IndependentRnn() implements Cell {

  @Override
  public int inputBlocks() {
    return 1;
  }

  @Override
  public int[] carried(int hiddenSize) {
    return new int[] {hiddenSize};
  }

  @Override
  public List<Phase> phases() {
    return List.of(Phase.pointwise());
  }

  @Override
  public List<String> ownParameters() {
    return List.of("u");
  }

  @Override
  public void forward(Step step, int phase) {
    float[] u = step.own(0);
    for (int row = step.firstRow(); row < step.lastRow(); row++) {
      int at = step.block(row, 0);
      int before = step.previous(0, row);
      int after = step.carried(0, row);
      for (int j = 0; j < step.units(); j++) {
        float a = step.blocks()[at + j] + u[step.unit() + j] * step.previous(0)[before + j];
        step.carried(0)[after + j] = Math.max(0, a);
      }
    }
  }

  @Override
  public void backward(Step step, int phase) {
    float[] u = step.own(0);
    float[] dh = step.dCarried(0);
    for (int row = step.firstRow(); row < step.lastRow(); row++) {
      int at = step.block(row, 0);
      int after = step.carried(0, row);
      int d = step.dCarried(0, row);
      for (int j = 0; j < step.units(); j++) {
        float da = step.carried(0)[after + j] > 0 ? dh[d + j] : 0;
        step.blocks()[at + j] = da;
        dh[d + j] = u[step.unit() + j] * da;
      }
    }
  }

  @Override
  public void ownGradients(Step step) {
    float[] du = step.dOwn(0);
    for (int row = step.firstRow(); row < step.lastRow(); row++) {
      int at = step.block(row, 0);
      int before = step.previous(0, row);
      for (int j = 0; j < step.units(); j++) {
        du[step.unit() + j] += step.blocks()[at + j] * step.previous(0)[before + j];
      }
    }
  }
}
