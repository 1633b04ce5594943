package eddy.forecast;

import java.util.ArrayList;
import java.util.List;

/** The baselines that stand beside every forecast. */
public final class Baselines {
  private Baselines() {}

  /**
   * Makes the baselines: last value, seasonal naive, and ridge regression fitted on {@code train}
   * with its penalty chosen on {@code validation}.
   *
   * <p>Seasonal naive is left out where the season is 1, which is the last value again, or longer
   * than the rows before the validation part.
   */
  public static List<Baseline> fit(Windows train, Windows validation, int season) {
    List<Baseline> baselines = new ArrayList<>();
    baselines.add(new LastValue());
    boolean known = validation.count() == 0 || season <= validation.firstFutureRow(0);
    if (season > 1 && known) {
      baselines.add(new SeasonalNaive(season));
    }
    baselines.add(RidgeRegression.fit(train, validation));
    return List.copyOf(baselines);
  }
}
