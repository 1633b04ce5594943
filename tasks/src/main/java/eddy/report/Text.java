package eddy.report;

record Text(String heading, String text) implements Section {
  @Override
  public String body() {
    StringBuilder html = new StringBuilder();
    for (String paragraph : text.split("\n\\s*\n")) {
      html.append("<p>").append(Html.escape(paragraph.strip())).append("</p>\n");
    }
    return html.toString();
  }
}
