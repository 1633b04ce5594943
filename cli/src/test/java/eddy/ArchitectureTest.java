package eddy;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the code to {@link HouseRules}, and each rule to a class that breaks it. */
class ArchitectureTest {
  private static final JavaClasses EDDY =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("eddy");

  private static final Map<String, ArchRule> RULES = HouseRules.all();

  static Set<String> ruleNames() {
    return RULES.keySet();
  }

  @ParameterizedTest
  @MethodSource("ruleNames")
  void theHouseKeepsItsRules(String rule) {
    RULES.get(rule).check(EDDY);
  }

  @Test
  void theImporterSeesEveryModule() {
    assertThat(EDDY.stream().map(JavaClass::getPackageName))
        .contains("eddy.tensor", "eddy.report", "eddy.cli");
  }

  /** A rule that cannot fail guards nothing, so each meets a class that breaks it. */
  private static final String WRONG =
      """
      eddy.kernel           | package eddy.kernel; class Wrong1 { eddy.tensor.Shape it; }
      eddy.kernel           | package eddy.kernel; class Wrong2 { jdk.incubator.vector.FloatVector it; }
      eddy.kernel.vector    | package eddy.kernel.vector; class Wrong3 { eddy.tensor.Shape it; }
      eddy.tensor           | package eddy.tensor; class Wrong4 { jdk.incubator.vector.FloatVector it; }
      eddy.tensor           | package eddy.tensor; class Wrong5 { picocli.CommandLine it; }
      eddy.layer            | package eddy.layer; class Wrong6 { eddy.cli.Main it; }
      eddy.recurrent        | package eddy.recurrent; class Wrong7 { eddy.cli.Main it; }
      eddy.loss             | package eddy.loss; class Wrong8 { eddy.cli.Main it; }
      eddy.optim            | package eddy.optim; class Wrong9 { eddy.cli.Main it; }
      eddy.data             | package eddy.data; class Wrong10 { eddy.cli.Main it; }
      eddy.train            | package eddy.train; class Wrong11 { eddy.cli.Main it; }
      eddy.tensor.Workspace | package eddy.tensor; class Workspace { eddy.cli.Main it; }
      formats               | package eddy.format; class Wrong12 { eddy.report.Report it; }
      shared                | package eddy.task; class Wrong13 { eddy.cli.Main it; }
      shared                | package eddy.table; class Wrong14 { eddy.cli.Main it; }
      eddy.forecast..       | package eddy.forecast; class Wrong15 { eddy.cli.Main it; }
      eddy.language..       | package eddy.language; class Wrong25 { eddy.cli.Main it; }
      eddy.tag..            | package eddy.tag; class Wrong26 { eddy.cli.Main it; }
      eddy.series..         | package eddy.series; class Wrong27 { eddy.cli.Main it; }
      eddy.frames..         | package eddy.frames; class Wrong28 { eddy.cli.Main it; }
      switch                | package eddy.tasks; class Wrong16 { eddy.cli.Main it; }
      known                 | package eddy.common; class Wrong17 {}
      streams               | package eddy.tensor; class Wrong18 { { System.out.println(); } }
      streams               | package eddy.tensor; class Wrong19 { { System.err.println(); } }
      refused               | package eddy.cli; class Wrong20 { java.lang.reflect.Method it; }
      refused               | package eddy.cli; class Wrong21 { java.util.ServiceLoader<Object> it; }
      refused               | package eddy.cli; class Wrong22 implements java.io.Serializable {}
      refused               | package eddy.cli; class Wrong23 { { try { Class.forName(""); } catch (Exception e) {} } }
      shared                | package eddy.text; class Wrong24 { eddy.cli.Main it; }
      formats               | package eddy.onnx; class Wrong31 { eddy.cli.Main it; }
      shared                | package eddy.graph; class Wrong32 { eddy.cli.Main it; }
      shared                | package eddy.graph.keras; class Wrong33 { eddy.cli.Main it; }
      names                 | package eddy.cli; class MathUtil {}
      names                 | package eddy.cli; class LayerBase {}
      names                 | package eddy.cli; class AbstractCell {}
      """;

  @TempDir static Path wrong;

  /** All at once, since starting the compiler takes longest. */
  @BeforeAll
  static void compileWhatIsWrong() throws IOException {
    compile(wrong, WRONG.lines().map(line -> line.split(" \\| ")[1]).toArray(String[]::new));
  }

  static Stream<Arguments> wrongClasses() {
    return WRONG
        .lines()
        .map(line -> line.split(" \\| "))
        .map(parts -> Arguments.of(parts[0].strip(), parts[1]));
  }

  @ParameterizedTest
  @MethodSource("wrongClasses")
  void aRuleFailsWhereItIsBroken(String rule, String source) {
    String folder = source.split("[ ;]")[1].replace('.', '/');
    Path file = wrong.resolve("classes").resolve(folder).resolve(className(source) + ".class");
    JavaClasses classes = new ClassFileImporter().importPath(file);
    assertThat(classes).hasSize(1);
    assertThat(RULES.get(rule).evaluate(classes).hasViolation()).isTrue();
  }

  @Test
  void aCycleOfPackagesIsFound(@TempDir Path folder) throws IOException {
    String one = "package eddy.one; public class One { eddy.two.Two it; }";
    String two = "package eddy.two; public class Two { eddy.one.One it; }";
    assertThat(broken("cycles", folder, one, two)).isTrue();
  }

  @Test
  void oneTaskMayNotImportAnother(@TempDir Path folder) throws IOException {
    String other = "package eddy.language; public class Model {}";
    String forecast = "package eddy.forecast; class Wrong { eddy.language.Model it; }";
    assertThat(broken("eddy.forecast..", folder, other, forecast)).isTrue();
  }

  @Test
  void amongTheCommandsOnlyTrainNamesATask(@TempDir Path folder) throws IOException {
    String model = "package eddy.forecast; public class Model {}";
    String train = "package eddy.cli; class TrainForecast { eddy.forecast.Model it; }";
    String predict = "package eddy.cli; class Predict { eddy.forecast.Model it; }";
    assertThat(broken("doors", folder.resolve("right"), model, train)).isFalse();
    assertThat(broken("doors", folder.resolve("wrong"), model, predict)).isTrue();
  }

  @Test
  void onlyTheChooserNamesTheVectorKernels(@TempDir Path folder) throws IOException {
    String vector = "package eddy.kernel.vector; public class Wide {}";
    String chooser = "package eddy.tensor; class Workspace { eddy.kernel.vector.Wide it; }";
    String other = "package eddy.tensor; class Tape { eddy.kernel.vector.Wide it; }";
    assertThat(broken("eddy.tensor", folder.resolve("right"), vector, chooser)).isFalse();
    assertThat(broken("eddy.tensor.Workspace", folder.resolve("right"), vector, chooser)).isFalse();
    assertThat(broken("eddy.tensor", folder.resolve("wrong"), vector, other)).isTrue();
  }

  private static boolean broken(String rule, Path folder, String... sources) throws IOException {
    return RULES.get(rule).evaluate(compile(folder, sources)).hasViolation();
  }

  private static JavaClasses compile(Path folder, String... sources) throws IOException {
    Path classes = Files.createDirectories(folder.resolve("classes"));
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--add-modules=jdk.incubator.vector",
                "-nowarn",
                "-classpath",
                System.getProperty("java.class.path"),
                "-d",
                classes.toString()));
    for (int i = 0; i < sources.length; i++) {
      Path source =
          Files.createDirectories(folder.resolve("source" + i))
              .resolve(className(sources[i]) + ".java");
      arguments.add(Files.writeString(source, sources[i]).toString());
    }
    OutputStream messages = new ByteArrayOutputStream();
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(null, messages, messages, arguments.toArray(String[]::new));
    assertThat(status).as(messages.toString()).isZero();
    return new ClassFileImporter().importPath(classes);
  }

  /** The name of the first class of a source. */
  private static String className(String source) {
    return source.split("class ")[1].split(" ")[0];
  }
}
