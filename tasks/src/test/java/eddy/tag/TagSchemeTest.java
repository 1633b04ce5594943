package eddy.tag;

import static org.assertj.core.api.Assertions.assertThat;

import eddy.loss.Crf;
import eddy.tensor.Array;
import eddy.tensor.Sequence;
import eddy.tensor.Tape;
import eddy.tensor.Workspace;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TagSchemeTest {
  private static List<String> tags(String text) {
    return List.of(text.split(" "));
  }

  private static TagScheme of(String... sentences) {
    return TagScheme.of(
        Stream.of(sentences)
            .map(text -> Sentence.of(tags(text), tags(text), Optional.empty(), "file", 1))
            .toList());
  }

  /** The same four spans in each scheme: two that touch, one of another type, one far away. */
  @ParameterizedTest
  @CsvSource({
    "IOB1, I-A I-A B-A I-B I-B I-B O I-A",
    "BIO, B-A I-A B-A B-B I-B I-B O B-A",
    "BIOES, B-A E-A S-A B-B I-B E-B O S-A",
    "BMES, B-A E-A S-A B-B M-B E-B O S-A",
  })
  void everySchemeSaysTheSameSpansAndIsRecognized(TagScheme scheme, String text) {
    List<Span> spans =
        List.of(new Span(0, 2, "A"), new Span(2, 3, "A"), new Span(3, 6, "B"), new Span(7, 8, "A"));
    assertThat(TagScheme.spans(tags(text))).isEqualTo(spans);
    assertThat(scheme.tags(spans, 8)).isEqualTo(tags(text));
    assertThat(scheme.mistake(tags(text))).isEmpty();
    assertThat(of(text)).isEqualTo(scheme);
    assertThat(TagScheme.BIO.convert(tags(text))).isEqualTo(tags("B-A I-A B-A B-B I-B I-B O B-A"));
  }

  @Test
  void spansWithoutTypesAndPlainTagsAreRecognized() {
    assertThat(of("B M E S", "S S")).isEqualTo(TagScheme.BMES);
    assertThat(of("B I O")).isEqualTo(TagScheme.BIO);
    assertThat(of("O I I")).isEqualTo(TagScheme.IOB1);
    assertThat(of("O O")).isEqualTo(TagScheme.PLAIN);
    assertThat(of("NOUN VERB S")).isEqualTo(TagScheme.PLAIN);
    // A B that IOB1 would not need, and an I that BIO would not allow: neither, so one is a
    // mistake.
    assertThat(of("O B-A", "O I-A")).isEqualTo(TagScheme.BIO);
  }

  @ParameterizedTest
  @CsvSource({
    "BIO, O I-A, 1",
    "BIO, B-A I-B, 1",
    "BIO, B-A E-A, 1",
    "BIO, B-A X, 1",
    "IOB1, O B-A, 1",
    "BIOES, B-A O, 1",
    "BIOES, E-A, 0",
    "BIOES, B-A E-B, 1",
    "BMES, S B, 1",
    "BMES, B I E, 1",
  })
  void anIllegalTagIsFound(TagScheme scheme, String text, int place) {
    assertThat(scheme.mistake(tags(text))).hasValue(place);
  }

  /** Conlleval begins a span wherever there was none, or one of another type. */
  @Test
  void illegalTagsMakeTheSpansOfConlleval() {
    assertThat(TagScheme.spans(tags("O I-A I-B B-B")))
        .containsExactly(new Span(1, 2, "A"), new Span(2, 3, "B"), new Span(3, 4, "B"));
    assertThat(TagScheme.BIO.convert(tags("O I-A I-B B-B"))).isEqualTo(tags("O B-A B-B B-B"));
  }

  @Test
  void theTagsOfAModelAreAllThatATypeMayHave() {
    assertThat(TagScheme.BIOES.closure(Set.of("S-B", "O", "B-A")))
        .containsExactly("O", "B-A", "I-A", "E-A", "S-A", "B-B", "I-B", "E-B", "S-B");
    assertThat(TagScheme.BIOES.closure(Set.of("S"))).containsExactly("B", "I", "E", "S");
    assertThat(TagScheme.PLAIN.closure(Set.of("VERB", "ADJ"))).containsExactly("ADJ", "VERB");
  }

  @Test
  void aConditionalRandomFieldOnlyEverFindsLegalTags() {
    SplittableRandom random = new SplittableRandom(4);
    for (TagScheme scheme : TagScheme.values()) {
      List<String> tags = scheme.closure(Set.of("O", "B-A", "B-B"));
      Crf crf = new Crf(scheme.legal(tags), random);
      Array scores = Array.zeros(50, 7, tags.size());
      for (int i = 0; i < scores.data().length; i++) {
        scores.data()[i] = 5 * random.nextFloat();
      }
      try (Workspace workspace = new Workspace(1);
          Tape tape = workspace.inference()) {
        for (int[] path : crf.decode(Sequence.full(tape.constant(scores)))) {
          List<String> found = Arrays.stream(path).mapToObj(tags::get).toList();
          assertThat(scheme.mistake(found)).as(scheme + " " + found).isEmpty();
        }
      }
    }
  }
}
