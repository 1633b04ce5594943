package eddy.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds what the pages show to what the build compiles, and the languages to each other. */
class DocsTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final Pattern BLOCK =
      Pattern.compile("^```(\\w*)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)(#[^)]*)?\\)");

  static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>();
    try (Stream<Path> files = Stream.concat(Files.list(ROOT), Files.list(ROOT.resolve("docs")))) {
      files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
    }
    return pages;
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyJavaBlockIsPartOfASourceThatTheBuildCompiles(Path page) throws IOException {
    List<String> sources = sources();
    for (String block : blocks(page, "java")) {
      assertThat(sources)
          .as("%s: a source that holds\n%s", page.getFileName(), block)
          .anyMatch(source -> source.contains(normalized(block)));
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyLinkInsideTheProjectLeadsSomewhere(Path page) throws IOException {
    for (MatchResult link : LINK.matcher(Files.readString(page)).results().toList()) {
      assertThat(page.resolveSibling(link.group(1))).as("link in %s", page.getFileName()).exists();
    }
  }

  @ParameterizedTest
  @CsvSource({"README.md, README.zh-CN.md", "docs/tutorial.md, docs/tutorial.zh-CN.md"})
  void bothLanguagesShowTheSameCode(String english, String chinese) throws IOException {
    List<String> blocks = blocks(ROOT.resolve(english), "\\w*");
    assertThat(blocks).isNotEmpty();
    assertThat(blocks(ROOT.resolve(chinese), "\\w*")).isEqualTo(blocks);
  }

  @ParameterizedTest
  @CsvSource({"README.md, README.zh-CN.md", "docs/tutorial.md, docs/tutorial.zh-CN.md"})
  void bothLanguagesHaveTheSameSections(String english, String chinese) throws IOException {
    assertThat(levels(ROOT.resolve(chinese))).isEqualTo(levels(ROOT.resolve(english)));
  }

  @Test
  void theArticlesNetworkIsShort() throws IOException {
    Path program = Path.of("src/main/java/eddy/examples/ArticleNetwork.java");
    assertThat(
            Files.readAllLines(program).stream()
                .dropWhile(line -> !line.startsWith("public final class"))
                .filter(line -> !line.isBlank()))
        .hasSizeLessThanOrEqualTo(40);
  }

  private static List<String> sources() throws IOException {
    List<String> sources = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Path.of("src"))) {
      for (Path file : files.filter(file -> file.toString().endsWith(".java")).toList()) {
        sources.add(normalized(Files.readString(file)));
      }
    }
    return sources;
  }

  private static List<String> blocks(Path page, String language) throws IOException {
    return BLOCK
        .matcher(Files.readString(page))
        .results()
        .filter(block -> block.group(1).matches(language))
        .map(block -> block.group(2))
        .toList();
  }

  private static List<String> levels(Path page) throws IOException {
    String text = BLOCK.matcher(Files.readString(page)).replaceAll("");
    return text.lines()
        .filter(line -> line.startsWith("#"))
        .map(line -> line.replaceAll("[^#].*", ""))
        .toList();
  }

  private static String normalized(String code) {
    return code.replaceAll("\\s+", " ").strip();
  }
}
