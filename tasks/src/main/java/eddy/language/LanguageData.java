package eddy.language;

import eddy.format.TextFiles;
import eddy.task.Shares;
import eddy.text.TextSource;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where a language model's text comes from.
 *
 * @param text the file to train on
 * @param valid the file to validate on; without one, part of the text is cut off
 * @param split the shares of training, validation and test, {@link Shares#USUAL} by default; none
 *     with a file to validate on
 * @param encoding of the files, UTF-8 in most cases
 */
public record LanguageData(
    Path text, Optional<Path> valid, Optional<String> split, String encoding) {
  public LanguageData {
    Shares.requireNoneBeside(valid, split);
  }

  /** A text in UTF-8, a tenth of it to validate and a tenth for test. */
  public static LanguageData of(Path text) {
    return new LanguageData(text, Optional.empty(), Optional.empty(), "UTF-8");
  }

  /**
   * The parts of a text.
   *
   * @param test none where a file of its own was for validation
   */
  record Parts(TextSource train, TextSource validation, Optional<TextSource> test) {}

  /** What a model has to know to find its test part again: nothing where there is none. */
  String cut() {
    return valid.isPresent() ? "" : split.orElse(Shares.USUAL);
  }

  Parts parts() {
    Charset charset = TextFiles.encoding(encoding);
    if (valid.isPresent()) {
      return new Parts(
          TextSource.of(text, charset), TextSource.of(valid.get(), charset), Optional.empty());
    }
    return cut(text, cut(), charset);
  }

  /** Cuts a file by shares. */
  static Parts cut(Path text, String split, Charset charset) {
    List<BigDecimal> shares = Shares.of(split).three().parts();
    List<TextSource> parts =
        TextSource.split(
            text, charset, shares.stream().mapToDouble(BigDecimal::doubleValue).toArray());
    return new Parts(parts.get(0), parts.get(1), Optional.of(parts.get(2)));
  }
}
