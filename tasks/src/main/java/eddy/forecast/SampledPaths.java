package eddy.forecast;

import eddy.format.folder.ModelFolder;
import eddy.table.Table;
import eddy.table.TimeColumn;
import eddy.task.Evaluation;
import eddy.task.Rows;
import eddy.task.TrainedModel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A forecaster whose predictions are paths that may come. */
record SampledPaths(Forecaster model, int paths, long seed) implements TrainedModel {

  @Override
  public ModelFolder folder() {
    return model.folder();
  }

  @Override
  public Evaluation evaluate(Optional<Path> data) {
    return model.evaluate(data);
  }

  /** One row for each path and future step: its number, then as a forecast's. */
  @Override
  public void predict(InputStream data, String name, Rows out) throws IOException {
    ForecastConfig config = model.config();
    List<Series> all = model.series(Table.read(data, name));
    List<String> columns = new ArrayList<>(List.of("path"));
    config.columns().id().ifPresent(columns::add);
    columns.add(all.getFirst().time().map(TimeColumn::name).orElse("row"));
    columns.addAll(config.targets());
    out.columns(columns);
    for (Series series : all) {
      double[][][] drawn = model.samples(series, paths, seed);
      for (int path = 0; path < paths; path++) {
        for (int step = 0; step < config.horizon(); step++) {
          List<Object> row = new ArrayList<>(List.of(path + 1));
          row.addAll(model.place(series, step));
          for (double value : drawn[path][step]) {
            row.add((float) value);
          }
          out.row(row);
        }
      }
    }
  }

  @Override
  public void close() {
    model.close();
  }
}
