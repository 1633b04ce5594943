package eddy.tag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import eddy.format.BadInput;
import eddy.format.Digest;
import eddy.format.folder.ModelFolder;
import eddy.task.Evaluation;
import eddy.task.Rows;
import eddy.task.Training;
import eddy.tensor.Array;
import eddy.train.TrainingListener;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TagTrainingTest {
  private static final List<Names.Example> EXAMPLES = Names.examples(300, 1);

  @TempDir static Path shared;
  @TempDir Path folder;
  private static Path columns;
  private static Path model;
  private static Training.Result trained;

  @BeforeAll
  static void train() throws IOException {
    columns = Files.writeString(shared.resolve("names.txt"), columns(EXAMPLES));
    model = shared.resolve("model");
    TagOptions.Draft draft = small();
    draft.format = new TagFormat(1, 0, List.of(2), false, false, "UTF-8");
    trained = train(columns, draft, model);
  }

  private static String columns(List<Names.Example> examples) {
    return examples.stream().map(Names.Example::columns).collect(Collectors.joining());
  }

  private static TagOptions.Draft small() {
    TagOptions.Draft draft = new TagOptions.Draft();
    draft.embedding = 8;
    draft.characters = Optional.of(4);
    draft.training =
        draft.training.with(t -> {
          t.epochs = 6;
          t.batchSize = 8;
          t.hidden = 12;
          t.dropout = 0.1;
          t.learningRate = 0.02;
          t.threads = 1;
        });
    return draft;
  }

  private static Training.Result train(Path data, TagOptions.Draft draft, Path out) {
    return TagTraining.prepare(TagData.of(data), draft.options())
        .run(out, "test", false, TrainingListener.NONE);
  }

  private static List<List<Object>> predict(Tagger tagger, String text) throws IOException {
    Recorded rows = new Recorded();
    tagger.predict(text, "text", rows);
    return rows.rows;
  }

  private static final class Recorded implements Rows {
    final List<String> columns = new ArrayList<>();
    final List<List<Object>> rows = new ArrayList<>();

    @Override
    public void columns(List<String> names) {
      columns.addAll(names);
    }

    @Override
    public void row(List<Object> values) {
      rows.add(values);
    }
  }

  @Test
  void itLearnsFromTheContextWhatABaselineCannotKnow() {
    Evaluation validation = trained.validation().orElseThrow();
    assertThat(validation.items()).isEqualTo(30);
    assertThat(validation.metrics().get("f1")).isGreaterThan(0.97);
    assertThat(validation.metrics().get("accuracy")).isGreaterThan(0.97);
    assertThat(validation.baselines().get("most_frequent_tag").get("f1")).isLessThan(0.7);
    assertThat(trained.history().getLast().metrics().get("train_loss"))
        .isLessThan(trained.history().getFirst().metrics().get("train_loss"));
  }

  @Test
  void theReportHasTypesConfusionAndExamples() throws IOException {
    assertThat(Files.readString(model.resolve(Training.REPORT)))
        .contains("Spans by type", "true \\ predicted", "The most confused tags", "Examples");
  }

  @Test
  void theTestPartIsWhatWasSetAsideAndAnyFileMayBeMeasured() throws IOException {
    Path other = Files.writeString(folder.resolve("other.txt"), columns(Names.examples(40, 2)));
    try (Tagger tagger = Tagger.of(ModelFolder.open(model))) {
      Evaluation test = tagger.evaluate(Optional.empty());
      assertThat(test.part()).isEqualTo("test");
      assertThat(test.items()).isEqualTo(30);
      Evaluation all = tagger.evaluate(Optional.of(other));
      assertThat(all.part()).isEqualTo("all");
      assertThat(all.items()).isEqualTo(40);
      assertThat(all.metrics().get("f1")).isGreaterThan(0.97);
      assertThat(all.data()).containsOnlyKeys("other.txt");
      byte[] rows = "Ms short\nParis long\nleft short\n".getBytes(StandardCharsets.UTF_8);
      Recorded predicted = new Recorded();
      tagger.predict(new ByteArrayInputStream(rows), "rows", predicted);
      assertThat(predicted.columns).containsExactly("sentence", "word", "tag");
      assertThat(predicted.rows)
          .containsExactly(
              List.of(1, "Ms", "O"), List.of(1, "Paris", "B-PER"), List.of(1, "left", "O"));
      assertThatThrownBy(() -> tagger.predict("Ms Paris", "--text", predicted))
          .isInstanceOf(BadInput.class)
          .hasMessageContaining("Give it a file by --data.");
    }
  }

  @Test
  void whatATestFileHasThatTrainingHadNotIsNamed() throws IOException {
    try (Tagger tagger = Tagger.of(ModelFolder.open(model))) {
      Path type = Files.writeString(folder.resolve("type.txt"), "a b O\n\na b B-ORG\n");
      assertThatThrownBy(() -> tagger.evaluate(Optional.of(type)))
          .isInstanceOf(BadInput.class)
          .hasMessage(
              type
                  + ", line 3: the tag \"B-ORG\" does not occur in the data that the model was"
                  + " trained on.");
      Path illegal = Files.writeString(folder.resolve("illegal.txt"), "a b O\na b I-PER\n");
      assertThatThrownBy(() -> tagger.evaluate(Optional.of(illegal)))
          .hasMessage(
              illegal
                  + ", line 2: the tag \"I-PER\" after \"O\" is illegal in the scheme bio. Correct"
                  + " it.");
    }
  }

  @Test
  void aTagOfTheTestPartOnlyIsNamedBeforeTheTraining() throws IOException {
    String lines = "a x O\n\n".repeat(9);
    Path file = Files.writeString(folder.resolve("rare.txt"), lines + "a x B-ORG\n");
    assertThatThrownBy(() -> TagTraining.prepare(TagData.of(file), small().options()))
        .isInstanceOf(BadInput.class)
        .hasMessage(
            file
                + ", line 19: the tag \"B-ORG\" does not occur in the data that the model was trained"
                + " on.");
  }

  @Test
  void tagsAndALabelAreLearntTogetherFromParallelFiles() throws IOException {
    write("seq.in", example -> String.join(" ", example.words()));
    write("seq.out", example -> String.join(" ", example.tags()));
    write("label", Names.Example::label);
    TagOptions.Draft draft = small();
    draft.crf = false;
    Path out = shared.resolve("joint");
    Evaluation validation = train(folder, draft, out).validation().orElseThrow();
    assertThat(validation.metrics().get("label_accuracy")).isEqualTo(1);
    assertThat(validation.metrics().get("f1")).isGreaterThan(0.95);
    assertThat(validation.metrics().get("sentence_accuracy")).isGreaterThan(0.9);
    assertThat(validation.baselines().get("most_frequent_tag").get("label_accuracy"))
        .isLessThan(0.7);
    try (Tagger tagger = Tagger.of(ModelFolder.open(out))) {
      assertThat(tagger.evaluate(Optional.empty()).part()).isEqualTo("test");
      assertThat(predict(tagger, "Mr Paris left in Lee").get(1))
          .isEqualTo(List.of(1, "Paris", "B-PER", "leaving"));
      assertThat(tagger.tag(List.of("Mr", "Paris", "left", "in", "Lee")))
          .containsExactly("O", "B-PER", "O", "O", "B-LOC");
      Files.writeString(folder.resolve("label"), "greeting\n".repeat(300));
      assertThatThrownBy(() -> tagger.evaluate(Optional.of(folder)))
          .hasMessage(
              folder.resolve("seq.in")
                  + ", line 1: the label \"greeting\" does not occur in the data that the model was"
                  + " trained on.");
      Files.delete(folder.resolve("label"));
      assertThatThrownBy(() -> tagger.evaluate(Optional.of(folder)))
          .hasMessageContaining("expected a label for each sentence");
    }
  }

  private void write(String name, Function<Names.Example, String> line) throws IOException {
    Files.writeString(
        folder.resolve(name),
        EXAMPLES.stream().map(line).collect(Collectors.joining("\n", "", "\n")));
  }

  @Test
  void wordsAreFoundInATextWithoutBlanks() throws IOException {
    // Each word begins with a letter that no word goes on with.
    List<String> words = List.of("ab", "acc", "d", "dbc", "e");
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 200; i++) {
      for (int w = 0; w < 6; w++) {
        text.append(words.get((i * 7 + w * w + i / 5 * w) % 5)).append(' ');
      }
      text.append('\n');
    }
    Path file = Files.writeString(folder.resolve("words.txt"), text);
    TagOptions.Draft draft = small();
    draft.format = new TagFormat(0, 0, List.of(), true, false, "UTF-8");
    Path out = shared.resolve("segmenter");
    assertThat(train(file, draft, out).validation().orElseThrow().metrics().get("f1"))
        .isGreaterThan(0.99);
    try (Tagger tagger = Tagger.of(ModelFolder.open(out))) {
      assertThat(predict(tagger, "eaccdab"))
          .containsExactly(List.of(1, "e"), List.of(1, "acc"), List.of(1, "d"), List.of(1, "ab"));
    }
  }

  @Test
  void aFinishedTaggerIsTrainedFurtherOnOtherData() throws IOException {
    Path more = Files.writeString(folder.resolve("more.txt"), columns(Names.examples(60, 3)));
    TagOptions.Draft draft = small();
    draft.format = new TagFormat(1, 0, List.of(2), false, false, "UTF-8");
    draft.from = Optional.of(model);
    draft.training = draft.training.with(t -> t.epochs = 1);
    Training.Result further = train(more, draft, folder.resolve("further"));
    assertThat(further.validation().orElseThrow().metrics().get("f1")).isGreaterThan(0.97);
    assertThat(ModelFolder.open(folder.resolve("further")).text("vocabulary.txt"))
        .isEqualTo(ModelFolder.open(model).text("vocabulary.txt"));
    Path wrong = Files.writeString(folder.resolve("wrong.txt"), "Lee short I-PER\n\n".repeat(20));
    assertThatThrownBy(() -> TagTraining.prepare(TagData.of(wrong), draft.options()))
        .hasMessageEndingWith("is illegal in the scheme bio. Correct it, or give --repair.");
    draft.format = TagFormat.columns();
    assertThatThrownBy(() -> TagTraining.prepare(TagData.of(more), draft.options()))
        .isInstanceOf(BadInput.class)
        .hasMessage("--features: the model to begin from reads 1 further columns but found 0.");
  }

  @Test
  void vectorsAreWhereTrainingBeginsAndAddTheirWords() throws IOException {
    Path vectors =
        Files.writeString(
            folder.resolve("v.txt"),
            "ZEBRA 7 7 7\nzebra 1 2 3\nZebra 8 8 8\nParis 4 5 6\nPARIS 9 9 9\n");
    TagOptions.Draft draft = small();
    draft.format = new TagFormat(1, 0, List.of(2), false, false, "UTF-8");
    draft.vectors = Optional.of(vectors);
    draft.training =
        draft.training.with(t -> {
          t.epochs = 1;
          t.learningRate = 1e-9;
        });
    Path out = folder.resolve("model");
    train(columns, draft, out);
    ModelFolder saved = ModelFolder.open(out);
    assertThat(saved.provenance().options()).containsEntry("vectors", Digest.sha256(vectors));
    assertThat(saved.provenance().data()).containsOnlyKeys("names.txt");
    List<String> words = saved.text("vocabulary.txt").lines().toList();
    assertThat(words).contains("zebra", "paris");
    float[] weights = saved.weights().get("words.weight").data();
    int zebra = words.indexOf("zebra") * 3;
    assertThat(weights[zebra + 2]).isEqualTo(3);
    assertThat(weights[words.indexOf("paris") * 3]).isCloseTo(4, within(1e-4f));
  }

  @Test
  void anIllegalTagInTrainingIsNamedOrRepaired() throws IOException {
    String text = "a x O\nb x I-A\n\n" + "a x B-A\nb x O\n\n".repeat(9);
    Path file = Files.writeString(folder.resolve("illegal.txt"), text);
    TagOptions.Draft draft = small();
    assertThatThrownBy(() -> TagTraining.prepare(TagData.of(file), draft.options()))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining(file + ", line 2: the tag \"I-A\" after \"O\" is illegal")
        .hasMessageEndingWith(" Correct it, or give --repair or --scheme plain.");
    draft.format = new TagFormat(1, 0, List.of(), false, true, "UTF-8");
    Training repaired = TagTraining.prepare(TagData.of(file), draft.options());
    assertThat(repaired.experiment().notes().get(1))
        .startsWith("Tags: scheme bio, learnt as bioes");
  }

  @Test
  void theNumberOfThreadsChangesNoBit() {
    Map<String, Array> one = weights(1);
    Map<String, Array> two = weights(2);
    assertThat(two).hasSameSizeAs(one);
    one.forEach((name, array) -> assertThat(two.get(name).data()).as(name).isEqualTo(array.data()));
  }

  private Map<String, Array> weights(int threads) {
    TagOptions.Draft draft = small();
    draft.training =
        draft.training.with(t -> {
          t.epochs = 1;
          t.hidden = 40;
          t.threads = threads;
        });
    Path out = folder.resolve("threads-" + threads);
    train(columns, draft, out);
    return ModelFolder.open(out).weights();
  }

  @Test
  void mistakesInOptionsAreNamed() {
    assertThatThrownBy(
            () -> {
              TagOptions.Draft draft = small();
              draft.scheme = "bilou";
              draft.options();
            })
        .hasMessage("--scheme: expected bio, bioes or plain but found 'bilou'.");
    assertThatThrownBy(() -> new TagData(columns, Optional.of(columns), Optional.of("80/10/10")))
        .hasMessageContaining("--split: expected none beside --valid");
    TagOptions options = small().options();
    assertThatThrownBy(() ->
            TagTraining.prepare(new TagData(columns, Optional.empty(), Optional.of("x")), options))
        .hasMessageContaining("--split: expected shares");
    assertThatThrownBy(() ->
            TagTraining.prepare(
                new TagData(columns, Optional.empty(), Optional.of("100/0/0")), options))
        .hasMessageContaining(
            "expected sentences to train on and to validate on but found 300 and 0");
  }
}
