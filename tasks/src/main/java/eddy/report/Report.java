package eddy.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * One page of text, tables and charts that opens from disk and never asks the network for anything.
 *
 * {@snippet :
 * String page =
 *     Report.titled("Seattle weather")
 *         .command("eddy train forecast --data seattle.csv --out model")
 *         .table(metrics)
 *         .lineChart(
 *             LineChart.overNumbers("Training", "epoch", "loss", 1, 2, 3)
 *                 .with(Line.solid("training", 0.9, 0.5, 0.4))
 *                 .with(Line.solid("validation", 0.8, 0.6, 0.6)))
 *         .html();
 * }
 */
public final class Report {
  private static final String CHARTS = "/META-INF/resources/webjars/uplot/1.6.30/";

  private final String title;
  private final List<Section> sections = new ArrayList<>();
  private String command = "";

  private Report(String title) {
    this.title = title;
  }

  /** An empty report. */
  public static Report titled(String title) {
    return new Report(title);
  }

  /** Sets the command that made what is reported, shown below the title. */
  public Report command(String command) {
    this.command = command;
    return this;
  }

  /** Adds paragraphs, which empty lines separate. */
  public Report text(String heading, String text) {
    return add(new Text(heading, text));
  }

  /** Adds names with a value each, in their order. */
  public Report facts(String heading, SequencedMap<String, String> facts) {
    return add(new Facts(heading, Collections.unmodifiableMap(new LinkedHashMap<>(facts))));
  }

  /** Adds a table. */
  public Report table(TableSection table) {
    return add(table);
  }

  /** Adds a chart. */
  public Report lineChart(LineChart chart) {
    return add(chart);
  }

  /** Adds a matrix in color. */
  public Report heatMap(HeatMap map) {
    return add(map);
  }

  /** Adds texts whose words are marked. */
  public Report highlights(Highlights texts) {
    return add(texts);
  }

  /** Adds a picture of sound. */
  public Report spectrogram(Spectrogram spectrogram) {
    return add(spectrogram);
  }

  /** Adds pictures side by side. */
  public Report filmstrip(Filmstrip pictures) {
    return add(pictures);
  }

  private Report add(Section section) {
    sections.add(section);
    return this;
  }

  /** The page, to be written as UTF-8. */
  public String html() {
    boolean charts = sections.stream().anyMatch(LineChart.class::isInstance);
    StringBuilder page = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n");
    page.append("<meta charset=\"utf-8\">\n");
    // The browser itself is told to fetch nothing, whatever the data contains.
    page.append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ")
        .append("style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:\">\n");
    page.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    page.append("<title>").append(Html.escape(title)).append("</title>\n<style>\n");
    if (charts) {
      page.append(resource(CHARTS + "dist/uPlot.min.css")).append('\n');
    }
    page.append(resource("report.css")).append("</style>\n</head>\n<body>\n<main>\n<h1>");
    page.append(Html.escape(title)).append("</h1>\n");
    if (!command.isEmpty()) {
      page.append("<pre><code>").append(Html.escape(command)).append("</code></pre>\n");
    }
    for (Section section : sections) {
      page.append("<section>\n<h2>").append(Html.escape(section.heading())).append("</h2>\n");
      page.append(section.body()).append("</section>\n");
    }
    page.append("</main>\n");
    if (charts) {
      page.append("<noscript>The charts need JavaScript.</noscript>\n<script>\n/*\n");
      page.append(resource(CHARTS + "LICENSE")).append("*/\n");
      page.append(resource(CHARTS + "dist/uPlot.iife.min.js")).append("\n</script>\n<script>\n");
      page.append(resource("report.js")).append("</script>\n");
    }
    return page.append("</body>\n</html>\n").toString();
  }

  private static String resource(String name) {
    try (InputStream in = Report.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("Report: expected " + name + " on the class path.");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
