package eddy.forecast;

import eddy.format.BadInput;
import eddy.format.Digest;
import eddy.table.Table;
import eddy.task.Evaluation;
import eddy.task.EvaluationData;
import eddy.task.EvaluationOptions;
import eddy.task.TrainingOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Measures a model beside its baselines.
 *
 * @param model to be measured
 * @param options what on
 */
record ForecastEvaluation(Forecaster model, EvaluationOptions options) {

  Evaluation run() {
    EvaluationData measured = EvaluationData.of(model.folder(), options.data(), true);
    Map<String, String> digests = new LinkedHashMap<>(measured.digests());
    Path path = measured.path();
    boolean own = measured.test() && options.history().isEmpty();
    List<Series> series = own ? training(path) : model.readAll(path);
    int[] before = new int[series.size()];
    if (options.history().isPresent()) {
      Path history = options.history().get();
      digests.put(history.getFileName().toString(), Digest.sha256(history));
      series = following(history, series, before);
    }
    ForecastData data = model.data(series);
    Windows windows;
    String part;
    if (options.refit()) {
      return measure("rolling", refitted(path, series), digests);
    }
    if (options.rolling().isPresent()) {
      part = "rolling";
      requireUnseen(path, series, own, before);
      windows = data.rolling(options.rolling().get(), -1);
    } else if (own) {
      part = "test";
      windows = data.test(splits(series, model.config().split()));
    } else {
      part = "all";
      requireRows(path, series);
      windows = data.all(before);
    }
    if (windows.count() == 0) {
      throw new BadInput(
          path
              + (own
                  ? ": training has set no test part aside. Name the data to measure on by --data."
                  : ": expected values from the first rows on but they are missing."));
    }
    windows.requireTruth(path.toString());
    return evaluate(part, windows, model.predictor(), model.baselines(), digests);
  }

  /** The series of the training file, with gaps closed as they were in training. */
  List<Series> training(Path path) {
    return new SeriesReader(model.config().columns(), Optional.of(model.config().split()))
        .read(Table.read(path));
  }

  /** Series behind what came before them. */
  private List<Series> following(Path file, List<Series> later, int[] before) {
    Map<String, Series> history = new LinkedHashMap<>();
    model.readAll(file).forEach(one -> history.put(one.id(), one));
    List<Series> joined = new ArrayList<>();
    for (Series one : later) {
      Series first = history.get(one.id());
      if (first == null) {
        throw new BadInput(file + ": expected the history of series " + one.id() + ", found none.");
      }
      before[joined.size()] = first.rows();
      joined.add(first.followedBy(one));
    }
    return joined;
  }

  private void requireRows(Path path, List<Series> series) {
    ForecastConfig config = model.config();
    if (!config.columns().many()) {
      Forecaster.requireRows(
          path.toString(), series.getFirst().rows(), config.lookBack() + config.horizon());
    }
  }

  /** Refuses forecasts of rows that training or the history holds: no backtest of a model. */
  private void requireUnseen(Path path, List<Series> series, boolean own, int... before) {
    int[] seen = before.clone();
    if (own) {
      List<Split> splits = splits(series, model.config().split());
      Arrays.setAll(seen, i -> splits.get(i).validEnd());
    }
    int rows = Integer.MAX_VALUE;
    for (int i = 0; i < seen.length; i++) {
      rows = seen[i] == 0 ? rows : Math.min(rows, series.get(i).rows() - seen[i]);
    }
    int most = rows / model.config().horizon();
    if (options.rolling().orElseThrow() > most) {
      throw new BadInput(
          "%s: --rolling expects at most %d, since %s leave %d rows, but found %d. Name other data by --data, or train anew with --refit."
              .formatted(
                  path,
                  most,
                  own ? "the training and validation parts" : "--history",
                  rows,
                  options.rolling().get()));
    }
  }

  static List<Split> splits(List<Series> series, String text) {
    return series.stream().map(one -> Split.parse(text, one.rows(), one.time())).toList();
  }

  /** One model a point in time, trained on what came before it. */
  List<Fold> refitted(Path path, List<Series> series) {
    ForecastConfig config = model.config();
    List<Split> cut = cut(path, series);
    TrainingOptions training = TrainingOptions.of(model.folder().provenance().options());
    int origins = options.rolling().orElseThrow();
    List<Fold> folds = new ArrayList<>();
    for (int origin = 0; origin < origins; origin++) {
      int ahead = (origins - origin) * config.horizon();
      List<Series> known = new ArrayList<>();
      List<Series> before = new ArrayList<>();
      List<Split> splits = new ArrayList<>();
      for (int i = 0; i < series.size(); i++) {
        int end = series.get(i).rows() - ahead;
        int trainEnd = end - (cut.get(i).validEnd() - cut.get(i).trainEnd());
        requireEnough(path, trainEnd >= 2 * config.horizon());
        known.add(series.get(i).closed(trainEnd));
        before.add(known.getLast().first(end));
        splits.add(new Split(trainEnd, end, end));
      }
      requireEnough(
          path, splits.stream().anyMatch(s -> s.validEnd() - s.trainEnd() >= config.horizon()));
      ForecastTraining.Fitted fitted =
          ForecastTraining.fit(
              path, config, training, before, splits, model.predictor().workspace());
      Windows windows =
          ForecastData.of(known, fitted.predictor().config()).rolling(origins, origin);
      folds.add(new Fold(windows, fitted.predictor(), fitted.baselines()));
    }
    return folds;
  }

  private void requireEnough(Path path, boolean enough) {
    if (!enough) {
      throw new BadInput(
          "%s: --rolling %d leaves too few rows to train and validate on before the first point in time."
              .formatted(path, options.rolling().orElseThrow()));
    }
  }

  /** How the model's split cuts the data, of which the length of the validation part is kept. */
  private List<Split> cut(Path path, List<Series> series) {
    String split = model.config().split();
    try {
      return splits(series, split);
    } catch (BadInput e) {
      throw new BadInput(
          "%s: --refit validates on as many rows as the model's split, %s, gives, which does not fit this data. Measure without --refit, or a model trained with --split 70/10/20."
              .formatted(path, split),
          e);
    }
  }

  /** Some windows and what forecasts them. */
  record Fold(Windows windows, Predictor predictor, Baselines baselines) {}

  /** Measures what a predictor forecasts for some windows, beside the baselines. */
  static Evaluation evaluate(
      String part,
      Windows windows,
      Predictor predictor,
      Baselines baselines,
      Map<String, String> files) {
    return measure(part, List.of(new Fold(windows, predictor, baselines)), files);
  }

  private static Evaluation measure(String part, List<Fold> folds, Map<String, String> files) {
    ForecastConfig config = folds.getFirst().predictor.config();
    SequencedMap<String, SortedMap<String, Double>> others = new LinkedHashMap<>();
    for (Baseline first : folds.getFirst().baselines.all(config.season())) {
      Scores scores = new Scores(config);
      for (Fold fold : folds) {
        fold.baselines.all(config.season()).stream()
            .filter(baseline -> baseline.name().equals(first.name()))
            .forEach(baseline -> fold.baselines.evaluate(baseline, config, fold.windows, scores));
      }
      others.put(first.name(), scores.results());
    }
    Scores scores = new Scores(config);
    folds.forEach(fold -> fold.predictor.forEach(fold.windows, scores::add));
    SortedMap<String, Double> results = scores.results();
    if (config.columns().many() && others.containsKey(Naive2.NAME)) {
      SortedMap<String, Double> measure = new TreeMap<>(others.get(Naive2.NAME));
      others.values().forEach(figures -> addOverall(figures, measure));
      addOverall(results, measure);
    }
    long missing = folds.stream().mapToLong(fold -> fold.windows.missing()).sum();
    var bySeries = scores.bySeries();
    SequencedMap<String, SequencedMap<String, SequencedMap<String, Double>>> tables =
        new LinkedHashMap<>();
    if (bySeries.size() > 1) {
      tables.put("series", new LinkedHashMap<>(bySeries));
    }
    return new Evaluation(
        part, scores.windows(), missing, results, others, files, tables, List.of());
  }

  /** Adds the overall weighted average of sMAPE and MASE, each relative to that of Naive2. */
  private static void addOverall(
      SortedMap<String, Double> figures, SortedMap<String, Double> naive2) {
    if (naive2.containsKey("mase") && naive2.get("mase") > 0 && naive2.get("smape") > 0) {
      double smape = figures.get("smape") / naive2.get("smape");
      double mase = figures.get("mase") / naive2.get("mase");
      figures.put("owa", (smape + mase) / 2);
    }
  }
}
