package eddy.report;

import static org.assertj.core.api.Assertions.assertThat;

import eddy.report.TableSection.Best;
import eddy.report.TableSection.Column;
import eddy.report.TableSection.Row;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReportTest {
  private static final String ATTACK = "</script><script>alert('x')</script> & \"quoted\"";

  /** A page with every kind of section, all of whose words are the given one. */
  private static String page(String word) {
    LinkedHashMap<String, String> facts = new LinkedHashMap<>();
    facts.put(word, word);
    return Report.titled(word)
        .command(word)
        .text(word, word)
        .facts(word, facts)
        .table(
            new TableSection(
                word, word, List.of(new Column(word, Best.LOWEST)), List.of(Row.of(word, 1))))
        .heatMap(new HeatMap(word, word, List.of(word), List.of(word), new double[][] {{1}}))
        .lineChart(
            LineChart.overNumbers(word, word, word, 1, 2)
                .with(Line.solid(word, 1, 2))
                .with(new Band(word, new double[] {0, 1}, new double[] {2, 3})))
        .html();
  }

  @Test
  void noWordOfTheUserBecomesMarkup() {
    assertThat(page(ATTACK)).doesNotContain("alert('x')</script>").doesNotContain(ATTACK);
    assertThat(tags(page(ATTACK))).isEqualTo(tags(page("word")));
  }

  private static List<String> tags(String page) {
    return Pattern.compile("</?[a-z][a-z0-9]*")
        .matcher(page)
        .results()
        .map(it -> it.group())
        .toList();
  }

  @Test
  void theCommandIsShownAsItWasTyped() {
    assertThat(Report.titled("t").command("eddy train --out 'a & b'").html())
        .contains("<pre><code>eddy train --out &#39;a &amp; b&#39;</code></pre>");
  }

  @Test
  void thePageFetchesNothing() {
    assertThat(page("word"))
        .doesNotContainPattern("(src|href)\\s*=\\s*[\"']")
        .doesNotContainPattern("url\\(|@import|fetch\\(|XMLHttpRequest|import\\(")
        .contains("default-src 'none'");
  }

  @Test
  void thePageIsSmallAndCarriesTheChartingScriptWithItsLicense() {
    String page = page("word");
    assertThat(page.length()).isBetween(50_000, 100_000);
    assertThat(page).contains("var uPlot=function()").contains("The MIT License");
    assertThat(Report.titled("no charts").html()).hasSizeLessThan(5_000);
  }

  @Test
  void sectionsStandInTheOrderInWhichTheyWereAdded() {
    assertThat(Report.titled("t").text("first", "1").text("second", "2").html())
        .containsSubsequence("<h2>first</h2>", "<h2>second</h2>");
  }
}
