package eddy.translate;

import eddy.format.folder.Epoch;
import eddy.report.HeatMap;
import eddy.report.Report;
import eddy.report.TableSection;
import eddy.report.TableSection.Best;
import eddy.report.TableSection.Column;
import eddy.report.TableSection.Row;
import eddy.task.Evaluation;
import eddy.task.Figures;
import eddy.text.TextCodec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;

/** The page that a training leaves behind. */
final class TranslateReport {
  private static final List<Column> COLUMNS =
      List.of(
          new Column("bleu", Best.HIGHEST),
          new Column("chrf2", Best.HIGHEST),
          new Column("sentence_error", Best.LOWEST));

  private static final int MAPS = 3;
  private static final int SAMPLES = 10;

  /** A wider map would not fit a page. */
  private static final int WIDEST = 40;

  private TranslateReport() {}

  static String html(
      TranslateConfig config,
      Decoding decoding,
      Scores scores,
      List<Epoch> history,
      Evaluation evaluation,
      String command) {
    Report report =
        Report.titled("Translation")
            .command(command)
            .facts("The model", facts(config, decoding.codec(), evaluation))
            .table(Figures.table(evaluation, COLUMNS))
            .table(byLength(scores))
            .lineChart(
                Figures.chart("Learning", "loss", history)
                    .with(Figures.line("training", history, "train_loss"))
                    .with(Figures.line("validation", history, "validation_loss")));
    if (history.getFirst().metrics().containsKey("validation_bleu")) {
      report.lineChart(
          Figures.chart("Greedy translations", "BLEU, chrF2", history)
              .with(Figures.line("BLEU", history, "validation_bleu"))
              .with(Figures.line("chrF2", history, "validation_chrf2")));
    }
    maps(decoding, scores).forEach(report::heatMap);
    SequencedMap<String, String> samples = new LinkedHashMap<>();
    for (int i = 0; i < Math.min(SAMPLES, scores.items().size()); i++) {
      samples.put(scores.items().get(i).source(), scores.translations().get(i));
    }
    report.facts("The first of the validation part", samples);
    SequencedMap<String, String> worst = new LinkedHashMap<>();
    scores
        .worst()
        .forEach(judged ->
            worst.put(
                judged.item().source(),
                "%s (expected: %s)"
                    .formatted(
                        judged.translation(), String.join(" | ", judged.item().references()))));
    if (!worst.isEmpty()) {
      report.facts("The worst", worst);
    }
    return report.html();
  }

  private static SequencedMap<String, String> facts(
      TranslateConfig config, TranslateCodec codec, Evaluation evaluation) {
    SequencedMap<String, String> facts = new LinkedHashMap<>();
    facts.put(
        "Tokens",
        String.format(
            Locale.ROOT,
            "%s, %,d -> %s, %,d%s",
            config.sourceTokens(),
            codec.source().vocabulary().size(),
            config.targetTokens(),
            codec.target().vocabulary().size(),
            config.shared() ? ", shared" : ""));
    facts.put(
        "Network",
        "%s, %d x %d units, vectors of %d, %s attention"
            .formatted(
                config.cell(),
                config.layers(),
                config.hidden(),
                config.embedding(),
                config.attention().name().toLowerCase(Locale.ROOT)));
    facts.put("Sentences validated", Long.toString(evaluation.items()));
    return facts;
  }

  private static TableSection byLength(Scores scores) {
    List<Column> columns = new ArrayList<>(List.of(new Column("items", Best.NONE)));
    COLUMNS.forEach(column -> columns.add(new Column(column.name(), Best.NONE)));
    List<Row> rows = new ArrayList<>();
    scores
        .byLength()
        .forEach((length, figures) ->
            rows.add(new Row(length, columns.stream().map(c -> figures.get(c.name())).toList())));
    return new TableSection(
        "By length, BLEU " + scores.signature(), "words of the reference", columns, rows);
  }

  /** Where the first translations that fit a page looked. */
  private static List<HeatMap> maps(Decoding decoding, Scores scores) {
    List<HeatMap> maps = new ArrayList<>();
    TranslateCodec codec = decoding.codec();
    for (int i = 0; i < scores.items().size() && maps.size() < MAPS; i++) {
      Item item = scores.items().get(i);
      String translation = scores.translations().get(i);
      int[] source = codec.encodeSource(item.source(), item.place());
      if (source.length > WIDEST || translation.isEmpty()) {
        continue;
      }
      int[] target = codec.encodeTarget(translation, item.place());
      if (target.length <= WIDEST) {
        maps.add(
            new HeatMap(
                "Attention: " + item.source(),
                "translation \\ source",
                names(codec.target(), target),
                names(codec.source(), source),
                decoding.weights(source, target)));
      }
    }
    return maps;
  }

  private static List<String> names(TextCodec codec, int[] ids) {
    return Arrays.stream(ids).mapToObj(codec.vocabulary()::token).toList();
  }
}
