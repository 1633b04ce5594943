package eddy.benchmarks.golden;

/**
 * What a recurrent network gives back, as plain numbers: {@code output [batch, time, directions *
 * hidden]}, {@code h_n} and {@code c_n [layers * directions, batch, hidden]}; {@code c_n} is empty for
 * cells without one.
 */
record RecurrentNumbers(double[] output, double[] hN, double[] cN) {

  static RecurrentNumbers zeros(Network net) {
    int states = net.layers() * net.directions() * net.B() * net.H();
    return new RecurrentNumbers(
        new double[net.B() * net.T() * net.directions() * net.H()],
        new double[states],
        new double[net.cell().hasMemory() ? states : 0]);
  }

  /** Sums every number times its weight. */
  double weighed(RecurrentNumbers weights) {
    return dot(output, weights.output) + dot(hN, weights.hN) + dot(cN, weights.cN);
  }

  /** The largest difference in a tensor, relative to the largest magnitude in it. */
  double distance(RecurrentNumbers other) {
    return Math.max(
        distance(output, other.output), Math.max(distance(hN, other.hN), distance(cN, other.cN)));
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double distance(double[] a, double[] b) {
    double largest = 0;
    double difference = 0;
    for (int i = 0; i < a.length; i++) {
      largest = Math.max(largest, Math.abs(b[i]));
      difference = Math.max(difference, Math.abs(a[i] - b[i]));
    }
    return difference == 0 ? 0 : difference / largest;
  }
}
