package eddy.report;

/** A part of a report that knows its own HTML. */
sealed interface Section
    permits Facts, Filmstrip, HeatMap, Highlights, LineChart, Spectrogram, TableSection, Text {
  String heading();

  /** What stands below the heading; everything that is not Eddy's own must be escaped. */
  String body();
}
