package eddy.format;

import com.fasterxml.jackson.annotation.Nulls;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads and writes JSON, strictly: no unknown, missing, null or repeated entry, no text or fraction
 * where a whole number belongs.
 *
 * <p>Objects are records; a component {@code learningRate} is the entry {@code learning_rate}, and
 * the entries stand in the order of the components. The same object gives the same bytes.
 */
public final class Json {
  private static final long SIZE_LIMIT = 256L << 20;

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(
              DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
              DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
              DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES,
              DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(
              MapperFeature.ALLOW_COERCION_OF_SCALARS, MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
          .changeDefaultNullHandling(nulls -> nulls.withContentNulls(Nulls.FAIL))
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .build();

  private static final ObjectWriter PRETTY =
      MAPPER
          .writer()
          .with(
              new DefaultPrettyPrinter(
                      Separators.createDefaultInstance()
                          .withObjectNameValueSpacing(Separators.Spacing.AFTER))
                  .withObjectIndenter(new DefaultIndenter("  ", "\n")));

  private Json() {}

  /** The mapper with these settings, for trees and streams. */
  public static JsonMapper mapper() {
    return MAPPER;
  }

  /**
   * Reads a file.
   *
   * @throws BadInput with file, line and column if it is missing, malformed or holds something else
   */
  public static <T> T read(Path path, Class<T> type) {
    return parse(text(path), path.toString(), type);
  }

  /**
   * Reads a text.
   *
   * @param source what to call the text in a message: a file's name
   */
  public static <T> T parse(String text, String source, Class<T> type) {
    try {
      return MAPPER.readValue(text, type);
    } catch (JacksonException e) {
      throw refusal(source, e);
    }
  }

  /** A stream of tokens, for what is too large or too odd for a record. */
  public static JsonParser parser(String text) {
    return MAPPER.createParser(text);
  }

  /** The object as indented text with a line break at its end. */
  public static String text(Object object) {
    return PRETTY.writeValueAsString(object) + "\n";
  }

  /** Writes the object to a file, atomically. */
  public static void write(Path path, Object object) {
    AtomicFile.write(path, text(object));
  }

  /**
   * What a failure of the parser means to the user: source, line, column and reason in one line.
   */
  public static BadInput refusal(String source, JacksonException failure) {
    TokenStreamLocation at = failure.getLocation();
    String place = at == null ? "" : ", line " + at.getLineNr() + ", column " + at.getColumnNr();
    String reason = plain(failure.getOriginalMessage());
    if (failure instanceof UnrecognizedPropertyException unknown) {
      reason =
          "unknown entry "
              + BadInput.quote(unknown.getPropertyName())
              + "; expected "
              + unknown.getKnownPropertyIds().stream()
                  .map(Object::toString)
                  .sorted()
                  .collect(Collectors.joining(", "));
    } else if (failure.getCause() instanceof IllegalArgumentException rule) {
      reason = rule.getMessage();
    }
    String entry =
        failure.getPath().isEmpty()
            ? ""
            : "entry "
                + failure.getPath().stream()
                    .map(r -> r.getPropertyName() == null ? "" + r.getIndex() : r.getPropertyName())
                    .collect(Collectors.joining("."))
                + ": ";
    return new BadInput(source + place + ": " + entry + reason, failure);
  }

  /** The parser's reason without its hints for programmers. */
  private static String plain(String reason) {
    return reason
        .replaceFirst("^Missing creator property .*", "the entry is missing")
        .replaceFirst(" \\((but|set|token|start marker) .*\\)$", "")
        .replaceFirst(": (enable|disable) .*$", "")
        .replaceAll("`(?:\\w+[.$])+(\\w+(?:\\[])?)`", "$1");
  }

  private static String text(Path path) {
    try {
      if (Files.isDirectory(path)) {
        throw new BadInput(path + ": expected a JSON file but found a folder.");
      }
      long size = Files.size(path);
      if (size > SIZE_LIMIT) {
        throw new BadInput(
            path + ": expected a JSON file of at most " + SIZE_LIMIT + " bytes but found " + size);
      }
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(path));
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw new BadInput(path + ": expected text in UTF-8 but found other bytes.", e);
    } catch (IOException e) {
      throw BadInput.of(path, e);
    }
  }
}
