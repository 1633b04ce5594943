package eddy.forecast;

import eddy.graph.Graph;
import eddy.graph.GraphBuilder;
import eddy.graph.Layers;
import eddy.graph.Type;
import eddy.loss.Distribution;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** A network that says all of the future of a window at once. */
sealed interface DirectNetwork extends ForecastNetwork
    permits SegmentNetwork, EncoderNetwork, LinearPath {

  /** What the network is. */
  ForecastConfig config();

  /**
   * Writes the network down: from scaled windows to [B, C, H, P], as {@link #forward} gives them.
   *
   * @return the name of what it gives
   * @throws eddy.format.BadInput if it can't be said in ONNX's operators
   */
  String write(Layers layers);

  /** The network as a graph, with the output {@code forecast}. */
  default Graph graph() {
    GraphBuilder graph = new GraphBuilder();
    String forecast = write(new Layers(graph, false));
    graph.output(
        "forecast",
        forecast,
        Type.FLOAT,
        "batch",
        "" + config().targets().size(),
        "" + config().horizon(),
        "" + Output.of(config()).size());
    return graph.build();
  }

  /**
   * Says of each value that follows each window what the {@link Output} makes of it.
   *
   * @return [B, C, H, P], counted from the last value of the history
   */
  Tensor forward(Tape tape, WindowBatch batch);

  @Override
  default Tensor loss(Tape tape, WindowBatch batch) {
    Output output = Output.of(config());
    return output.loss(output.parameters(forward(tape, batch), batch.windows()), batch);
  }

  @Override
  default List<Forecast> forecast(Tape tape, WindowBatch batch) {
    Output output = Output.of(config());
    List<Tensor> parameters = output.parameters(forward(tape, batch), batch.windows());
    double[] levels = config().levels();
    int targets = batch.targets();
    int horizon = config().horizon();
    List<Forecast> forecasts = new ArrayList<>();
    for (int b = 0; b < batch.size(); b++) {
      double[] points = new double[horizon * targets];
      double[][] quantiles = new double[levels.length][points.length];
      Distribution[] distributions = new Distribution[levels.length == 0 ? 0 : points.length];
      for (int i = 0; i < points.length; i++) {
        int target = i % targets;
        int at = (b * targets + target) * horizon + i / targets;
        Window window = batch.window(b);
        points[i] = output.point(parameters, at, window, target);
        if (levels.length > 0) {
          distributions[i] = output.distribution(parameters, at, window, target);
          for (int k = 0; k < levels.length; k++) {
            quantiles[k][i] = distributions[i].quantile(levels[k]);
          }
        }
      }
      forecasts.add(new Forecast(targets, levels, points, quantiles, distributions));
    }
    return forecasts;
  }
}
