package eddy.examples;

/**
 * The five steps of a recurrent network by hand, for one sequence.
 *
 * <p>I inputs, H hidden units.
 *
 * @param wx [H, I]
 * @param wh [H, H]
 * @param b [H]
 */
record FiveSteps(float[][] wx, float[][] wh, float[] b) {

  /** Returns the hidden state after each time step, [T, H]; x is [T, I]. */
  float[][] run(float[][] x) {
    float[][] outputs = new float[x.length][];
    float[] h = new float[b.length]; // 1. initialize the state
    for (int t = 0; t < x.length; t++) { // 2. step through time
      float[] next = new float[b.length];
      for (int j = 0; j < b.length; j++) {
        double a = b[j];
        for (int i = 0; i < x[t].length; i++) {
          a += wx[j][i] * x[t][i];
        }
        for (int k = 0; k < b.length; k++) {
          a += wh[j][k] * h[k];
        }
        next[j] = (float) Math.tanh(a); // 3. activate
      }
      h = next; // 4. update the state
      outputs[t] = h; // 5. output
    }
    return outputs;
  }
}
