package eddy.translate;

import java.util.List;
import java.util.regex.Pattern;

/**
 * How BLEU cuts a sentence into words: as the reference program sacreBLEU does, so that figures
 * compare.
 *
 * <p>Post, "A call for clarity in reporting BLEU scores", WMT 2018.
 */
enum BleuTokenizer {
  /** That of mteval-v13a: punctuation stands alone, apart from that inside numbers. */
  WMT("13a"),
  /** The same, and each Chinese character stands alone. */
  CHINESE("zh");

  private record Rule(Pattern pattern, String replacement) {
    static Rule of(String pattern, String replacement) {
      return new Rule(Pattern.compile(pattern), replacement);
    }
  }

  private static final List<Rule> RULES =
      List.of(
          Rule.of("([{-~\\[-` -&(-+:-@/])", " $1 "),
          // A period or comma stays where digits stand on both sides.
          Rule.of("([^0-9])([.,])", "$1 $2 "),
          Rule.of("([.,])([^0-9])", " $1 $2"),
          Rule.of("([0-9])(-)", "$1 $2 "));

  // The reference program means its second range to be that of the rare characters above U+FFFF,
  // but it reads U+2001 to U+2A6D, which holds the dashes and curved quotes.
  private static final char[][] CHINESE_RANGES = {
    {'\u3400', '\u4db5'},
    {'\u4e00', '\u9fbb'},
    {'\uf900', '\ufa2d'},
    {'\ufa30', '\ufa6a'},
    {'\ufa70', '\ufad9'},
    {'\u2001', '\u2a6d'},
    {'\u2f81', '\u2fa1'},
    {'\uff00', '\uffef'},
    {'\u2e80', '\u2eff'},
    {'\u3000', '\u303f'},
    {'\u31c0', '\u31ef'},
    {'\u2f00', '\u2fdf'},
    {'\u2ff0', '\u2fff'},
    {'\u3100', '\u312f'},
    {'\u31a0', '\u31bf'},
    {'\ufe10', '\ufe1f'},
    {'\ufe30', '\ufe4f'},
    {'\u3200', '\u33ff'}
  };

  private static final Pattern BLANKS = Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);

  private final String label;

  BleuTokenizer(String label) {
    this.label = label;
  }

  /** That for translations into a language: Chinese where its code is zh or begins so. */
  static BleuTokenizer into(String language) {
    return language.startsWith("zh") ? CHINESE : WMT;
  }

  /** What the signature of a figure calls it. */
  String label() {
    return label;
  }

  /** The words of a sentence. */
  List<String> words(String sentence) {
    String text = this == CHINESE ? spaced(sentence.strip()) : " " + plain(sentence) + " ";
    for (Rule rule : RULES) {
      text = rule.pattern.matcher(text).replaceAll(rule.replacement);
    }
    return BLANKS.splitAsStream(text).filter(word -> !word.isEmpty()).toList();
  }

  private static String plain(String sentence) {
    return sentence
        .stripTrailing()
        .replace("<skipped>", "")
        .replace("-\n", "")
        .replace('\n', ' ')
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
        .replace("&lt;", "<")
        .replace("&gt;", ">");
  }

  private static String spaced(String sentence) {
    StringBuilder text = new StringBuilder();
    for (char c : sentence.toCharArray()) {
      if (isChinese(c)) {
        text.append(' ').append(c).append(' ');
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }

  private static boolean isChinese(char c) {
    for (char[] range : CHINESE_RANGES) {
      if (range[0] <= c && c <= range[1]) {
        return true;
      }
    }
    return false;
  }
}
