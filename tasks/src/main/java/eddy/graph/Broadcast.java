package eddy.graph;

import eddy.tensor.Shape;

/**
 * How the elements of several values meet where each is repeated along the dimensions that it lacks
 * or has once.
 *
 * @param shape of the result
 * @param steps for each operand, how far it moves along each dimension of the result
 */
record Broadcast(Shape shape, int[][] steps) {

  /** What is done along the last dimension: operands from their offsets on, by their steps. */
  interface Run {
    void run(int[] from, int to, int count);
  }

  static Broadcast of(Call call, Value... operands) {
    int rank = 0;
    for (Value operand : operands) {
      rank = Math.max(rank, operand.shape().rank());
    }
    int[] sizes = new int[rank];
    java.util.Arrays.fill(sizes, 1);
    for (Value operand : operands) {
      int shift = rank - operand.shape().rank();
      for (int axis = shift; axis < rank; axis++) {
        int size = operand.shape().dimension(axis - shift);
        if (size != 1 && sizes[axis] != 1 && size != sizes[axis]) {
          throw call.fail(
              "the shapes %s and %s don't fit each other."
                  .formatted(operands[0].shape(), operand.shape()));
        }
        sizes[axis] = sizes[axis] == 1 ? size : sizes[axis];
      }
    }
    int[][] steps = new int[operands.length][];
    for (int i = 0; i < operands.length; i++) {
      steps[i] = steps(operands[i].shape(), rank);
    }
    return new Broadcast(call.shape(sizes), steps);
  }

  private static int[] steps(Shape shape, int rank) {
    int[] steps = new int[rank];
    int step = 1;
    for (int axis = rank - 1, own = shape.rank() - 1; own >= 0; axis--, own--) {
      steps[axis] = shape.dimension(own) == 1 ? 0 : step;
      step *= shape.dimension(own);
    }
    return steps;
  }

  /** How far an operand moves along the last dimension: 0 or 1. */
  int step(int operand) {
    return shape.rank() == 0 ? 0 : steps[operand][shape.rank() - 1];
  }

  /** Goes through the result row by row. */
  void forEach(Run run) {
    if (shape.size() == 0) {
      return;
    }
    int rank = shape.rank();
    int count = shape.last();
    int[] at = new int[Math.max(0, rank - 1)];
    int[] from = new int[steps.length];
    for (int to = 0; to < shape.size(); to += count) {
      run.run(from, to, count);
      for (int axis = rank - 2; axis >= 0; axis--) {
        at[axis]++;
        for (int i = 0; i < from.length; i++) {
          from[i] += steps[i][axis];
        }
        if (at[axis] < shape.dimension(axis)) {
          break;
        }
        for (int i = 0; i < from.length; i++) {
          from[i] -= at[axis] * steps[i][axis];
        }
        at[axis] = 0;
      }
    }
  }
}
