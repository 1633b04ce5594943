package eddy.recurrent;

import eddy.tensor.Workspace;
import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;

/** A program that prints what a hundred steps of a stream allocate. */
final class StepAllocation {
  private StepAllocation() {}

  public static void main(String[] args) {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    SplittableRandom random = new SplittableRandom(1);
    Recurrent lstm = Recurrent.of(new Lstm(), 5, 16).layers(2).build(random);
    try (Workspace workspace = new Workspace(1)) {
      Stepper stepper = lstm.stepper(workspace, 1);
      float[] x = new float[5];
      stepper.step(x);
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 100; i++) {
        stepper.step(x);
      }
      System.out.println(threads.getCurrentThreadAllocatedBytes() - before);
    }
  }
}
