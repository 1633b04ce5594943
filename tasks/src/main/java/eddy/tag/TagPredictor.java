package eddy.tag;

import eddy.data.Batches;
import eddy.tensor.Tape;
import eddy.tensor.Workspace;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;

/** Uses a network, and measures it. */
record TagPredictor(TagNetwork network, TagConfig config, TagCodec codec, Workspace workspace) {
  private static final int BATCH = 64;

  /** What the network says of some sentences, in their order. */
  List<Prediction> predict(List<EncodedSentence> sentences) {
    Prediction[] predictions = new Prediction[sentences.size()];
    int[] order =
        Batches.shortestFirst(sentences.stream().mapToInt(EncodedSentence::length).toArray());
    for (int from = 0; from < order.length; from += BATCH) {
      int[] batch = Arrays.copyOfRange(order, from, Math.min(order.length, from + BATCH));
      try (Tape tape = workspace.inference()) {
        TagNetwork.Outputs outputs =
            network.forward(
                tape, TagBatch.of(Arrays.stream(batch).mapToObj(sentences::get).toList()));
        int[][] tags = network.decode(outputs.emissions());
        Optional<int[]> labels = outputs.labels().map(TagNetwork::labels);
        for (int b = 0; b < batch.length; b++) {
          int row = b;
          predictions[batch[b]] =
              new Prediction(
                  config
                      .scheme()
                      .convert(Arrays.stream(tags[b]).mapToObj(config.tags()::get).toList()),
                  labels.map(ids -> config.labels().get(ids[row])));
        }
      }
    }
    return List.of(predictions);
  }

  /** A figure of predictions that is the better, the higher: of tags and labels the mean. */
  double score(List<Sentence> sentences, List<Prediction> predictions) {
    SortedMap<String, Double> metrics = metrics(sentences, predictions);
    double tags = metrics.getOrDefault("f1", metrics.get("accuracy"));
    return config.labels().isEmpty() ? tags : (tags + metrics.get("label_accuracy")) / 2;
  }

  /** The figures of the network, and of the baseline. */
  record Measured(
      SortedMap<String, Double> metrics,
      SequencedMap<String, SortedMap<String, Double>> baselines,
      List<Prediction> predictions) {}

  Measured measure(
      List<Sentence> sentences, List<EncodedSentence> encoded, MostFrequentTag baseline) {
    List<Prediction> predictions = predict(encoded);
    SequencedMap<String, SortedMap<String, Double>> baselines = new LinkedHashMap<>();
    baselines.put(
        "most_frequent_tag", metrics(sentences, encoded.stream().map(baseline::predict).toList()));
    return new Measured(metrics(sentences, predictions), baselines, predictions);
  }

  private SortedMap<String, Double> metrics(
      List<Sentence> sentences, List<Prediction> predictions) {
    SpanScore score = new SpanScore();
    int labels = 0;
    int whole = 0;
    for (int i = 0; i < predictions.size(); i++) {
      Sentence truth = sentences.get(i);
      Prediction said = predictions.get(i);
      score.add(truth.tags(), said.tags());
      boolean label = said.label().equals(truth.label());
      labels += label ? 1 : 0;
      whole += label && said.tags().equals(truth.tags()) ? 1 : 0;
    }
    SortedMap<String, Double> metrics = new TreeMap<>();
    metrics.put("accuracy", score.accuracy());
    metrics.put("sentence_accuracy", (double) whole / predictions.size());
    if (config.scheme() != TagScheme.PLAIN) {
      metrics.put("precision", score.all().precision());
      metrics.put("recall", score.all().recall());
      metrics.put("f1", score.all().f1());
    }
    if (!config.labels().isEmpty()) {
      metrics.put("label_accuracy", (double) labels / predictions.size());
    }
    return metrics;
  }
}
