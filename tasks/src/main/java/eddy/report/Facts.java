package eddy.report;

import java.util.Map;

record Facts(String heading, Map<String, String> facts) implements Section {
  @Override
  public String body() {
    StringBuilder html = new StringBuilder("<dl>\n");
    facts.forEach((name, value) ->
        html.append("<dt>")
            .append(Html.escape(name))
            .append("</dt><dd>")
            .append(Html.escape(value))
            .append("</dd>\n"));
    return html.append("</dl>\n").toString();
  }
}
