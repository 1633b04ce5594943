package eddy.language;

import eddy.format.BadInput;
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
 * @param split the shares of training, validation and test, {@link #SPLIT} by default; none with a
 *     file to validate on
 * @param encoding of the files, UTF-8 in most cases
 */
public record LanguageData(
    Path text, Optional<Path> valid, Optional<String> split, String encoding) {
  /** How a text is cut unless it is said otherwise. */
  public static final String SPLIT = "80/10/10";

  public LanguageData {
    if (valid.isPresent() && split.isPresent()) {
      throw new BadInput(
          "--split: expected none beside --valid, with which nothing is cut off, but found \""
              + split.get()
              + "\". Leave out one of them.");
    }
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
    return valid.isPresent() ? "" : split.orElse(SPLIT);
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
    Shares shares =
        Shares.parse(split)
            .orElseThrow(() ->
                new BadInput(
                    "--split: expected shares of training, validation and test such as 80/10/10,"
                        + " or 80/20 (training and test) but found \""
                        + split
                        + "\"."));
    List<TextSource> parts =
        TextSource.split(
            text,
            charset,
            shares.three().parts().stream().mapToDouble(BigDecimal::doubleValue).toArray());
    return new Parts(parts.get(0), parts.get(1), Optional.of(parts.get(2)));
  }
}
