package eddy.transcribe;

import java.util.ArrayList;
import java.util.List;

/** Takes the likeliest unit of each step; the same one at the next step goes on with it. */
final class Greedy implements Decoding {
  private final int units;
  private int last = BLANK;
  private long step;
  private List<Unit> heard = new ArrayList<>();

  Greedy(int units) {
    this.units = units;
  }

  @Override
  public void step(float[] logs, int at) {
    int best = BLANK;
    for (int id = FIRST; id < units; id++) {
      best = logs[at + id] > logs[at + best] ? id : best;
    }
    if (best != BLANK && best != last) {
      heard.add(new Unit(best, step));
    }
    last = best;
    step++;
  }

  @Override
  public List<Unit> settled() {
    List<Unit> all = heard;
    heard = new ArrayList<>();
    return all;
  }

  @Override
  public List<Unit> end() {
    return settled();
  }
}
