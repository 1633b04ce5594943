package eddy.kernel.vector;

import static eddy.kernel.vector.VectorKernels.FLOATS;
import static eddy.kernel.vector.VectorKernels.INTS;

import eddy.kernel.Counted;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** {@link Counted#bits} for as many consecutive indices as a vector has lanes. */
final class Dice {
  private static final IntVector STEPS = IntVector.zero(INTS).addIndex(1).mul(Counted.STRIDE);

  private Dice() {}

  /** The lanes whose upper 24 random bits reach the threshold, for indices from first on. */
  static VectorMask<Float> keep(int key, int first, int threshold) {
    IntVector x = STEPS.add(key + first * Counted.STRIDE);
    x = x.lanewise(VectorOperators.XOR, x.lanewise(VectorOperators.LSHR, 16));
    x = x.mul(Counted.MULTIPLIER_1);
    x = x.lanewise(VectorOperators.XOR, x.lanewise(VectorOperators.LSHR, 15));
    x = x.mul(Counted.MULTIPLIER_2);
    x = x.lanewise(VectorOperators.XOR, x.lanewise(VectorOperators.LSHR, 16));
    return x.lanewise(VectorOperators.LSHR, 8).compare(VectorOperators.GE, threshold).cast(FLOATS);
  }
}
