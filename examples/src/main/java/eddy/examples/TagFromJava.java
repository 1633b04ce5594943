package eddy.examples;

import eddy.format.folder.ModelFolder;
import eddy.tag.TagData;
import eddy.tag.TagOptions;
import eddy.tag.TagTraining;
import eddy.tag.Tagger;
import eddy.train.TrainingListener;
import java.nio.file.Path;
import java.util.List;

/** Trains a tagger on a file with a word and its tag a line, and tags a sentence. */
public final class TagFromJava {
  private TagFromJava() {}

  static void train(Path sentences, Path model) {
    TagOptions.Draft draft = new TagOptions.Draft();
    draft.embedding = 16;
    draft.training =
        draft.training.with(t -> {
          t.batchSize = 8;
          t.hidden = 32;
          t.epochs = 5;
          t.learningRate = 0.01;
        });
    TagTraining.prepare(TagData.of(sentences), draft.options())
        .run(model, "TagFromJava", false, TrainingListener.NONE);
  }

  static List<String> tag(Path model, List<String> words) {
    try (Tagger tagger = Tagger.of(ModelFolder.open(model))) {
      return tagger.tag(words);
    }
  }

  /** Takes a file of tagged sentences, a folder for the model, and the words of a sentence. */
  public static void main(String[] arguments) {
    Path model = Path.of(arguments[1]);
    train(Path.of(arguments[0]), model);
    System.out.println(tag(model, List.of(arguments).subList(2, arguments.length)));
  }
}
