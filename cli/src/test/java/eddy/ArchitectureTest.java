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
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          eddy.kernel        | eddy.kernel        | class Wrong { eddy.tensor.Shape it; }
          eddy.kernel        | eddy.kernel        | class Wrong { jdk.incubator.vector.FloatVector it; }
          eddy.kernel.vector | eddy.kernel.vector | class Wrong { eddy.tensor.Shape it; }
          eddy.tensor        | eddy.tensor        | class Wrong { jdk.incubator.vector.FloatVector it; }
          eddy.tensor        | eddy.tensor        | class Wrong { picocli.CommandLine it; }
          eddy.layer         | eddy.layer         | class Wrong { eddy.cli.Main it; }
          eddy.recurrent     | eddy.recurrent     | class Wrong { eddy.cli.Main it; }
          eddy.loss          | eddy.loss          | class Wrong { eddy.cli.Main it; }
          eddy.optim         | eddy.optim         | class Wrong { eddy.cli.Main it; }
          eddy.data          | eddy.data          | class Wrong { eddy.cli.Main it; }
          eddy.train         | eddy.train         | class Wrong { eddy.cli.Main it; }
          eddy.tensor.Workspace | eddy.tensor     | class Workspace { eddy.cli.Main it; }
          formats            | eddy.format        | class Wrong { eddy.report.Report it; }
          shared             | eddy.task          | class Wrong { eddy.cli.Main it; }
          shared             | eddy.table         | class Wrong { eddy.cli.Main it; }
          eddy.forecast..    | eddy.forecast      | class Wrong { eddy.cli.Main it; }
          switch             | eddy.tasks         | class Wrong { eddy.cli.Main it; }
          known              | eddy.common        | class Wrong {}
          streams            | eddy.tensor        | class Wrong { { System.out.println(); } }
          streams            | eddy.tensor        | class Wrong { { System.err.println(); } }
          refused            | eddy.cli           | class Wrong { java.lang.reflect.Method it; }
          refused            | eddy.cli           | class Wrong { java.util.ServiceLoader<Object> it; }
          refused            | eddy.cli           | class Wrong implements java.io.Serializable {}
          refused            | eddy.cli           | class Wrong { { try { Class.forName(""); } catch (Exception e) {} } }
          names              | eddy.cli           | class MathUtil {}
          names              | eddy.cli           | class Outer { class LayerBase {} }
          names              | eddy.cli           | class AbstractCell {}
          """)
  void aRuleFailsWhereItIsBroken(
      String rule, String packageName, String source, @TempDir Path folder) throws IOException {
    assertThat(broken(rule, folder, "package " + packageName + "; " + source)).isTrue();
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
      Path source = Files.createDirectories(folder.resolve("source" + i)).resolve(name(sources[i]));
      arguments.add(Files.writeString(source, sources[i]).toString());
    }
    OutputStream messages = new ByteArrayOutputStream();
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(null, messages, messages, arguments.toArray(String[]::new));
    assertThat(status).as(messages.toString()).isZero();
    return new ClassFileImporter().importPath(classes);
  }

  /** The file in which a source belongs: its first class, with the compiler's ending. */
  private static String name(String source) {
    return source.split("class ")[1].split(" ")[0] + ".java";
  }
}
