package eddy;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethod;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;

/**
 * Who may import whom, and a few habits that a reviewer would otherwise have to watch for.
 *
 * <p>A new package needs a line here; that is the moment to ask whether the project needs it.
 */
final class HouseRules {
  /** The packages of core, bottom to top, each with the packages of core that it may import. */
  private static final Map<String, Set<String>> CORE = new LinkedHashMap<>();

  static {
    CORE.put("eddy.kernel", Set.of());
    CORE.put("eddy.kernel.vector", Set.of("eddy.kernel"));
    CORE.put("eddy.tensor", Set.of("eddy.kernel"));
    CORE.put("eddy.layer", Set.of("eddy.tensor", "eddy.kernel"));
    CORE.put("eddy.recurrent", Set.of("eddy.layer", "eddy.tensor", "eddy.kernel"));
    CORE.put("eddy.loss", Set.of("eddy.layer", "eddy.tensor", "eddy.kernel"));
    CORE.put("eddy.optim", Set.of("eddy.tensor", "eddy.kernel"));
    CORE.put("eddy.data", Set.of("eddy.tensor"));
    CORE.put("eddy.train", Set.of("eddy.optim", "eddy.tensor"));
  }

  /** The one class that chooses the kernels, and so the only one to name the vector ones. */
  private static final String CHOOSER = "eddy.tensor.Workspace";

  /**
   * What tasks or doors share: the contract of a task, tables of data, text, sound, reports, speed,
   * graphs of foreign models.
   */
  private static final List<String> SHARED =
      List.of(
          "eddy.task..",
          "eddy.table..",
          "eddy.text..",
          "eddy.sound..",
          "eddy.report..",
          "eddy.speed..",
          "eddy.graph..");

  /** One package per task. They never import each other. */
  private static final List<String> TASKS =
      List.of(
          "eddy.forecast..",
          "eddy.language..",
          "eddy.classify..",
          "eddy.series..",
          "eddy.frames..",
          "eddy.tag..",
          "eddy.transcribe..",
          "eddy.translate..");

  /** Opens any model folder, so it knows every task. */
  private static final String SWITCH = "eddy.tasks..";

  /** One package for each family of files. */
  private static final List<String> FORMATS =
      List.of(
          "eddy.format..", "eddy.onnx..", "eddy.pytorch..", "eddy.keras..", "eddy.tensorflow..");

  private static final String DOORS = "eddy.cli..";

  private HouseRules() {}

  /** Every rule by a short name. */
  static Map<String, ArchRule> all() {
    Map<String, ArchRule> rules = new LinkedHashMap<>();
    CORE.forEach((name, allowed) -> rules.put(name, corePackage(name, allowed)));
    rules.put(
        CHOOSER,
        onlyImportFrom(
            named(CHOOSER), List.of("eddy.tensor", "eddy.kernel", "eddy.kernel.vector")));
    List<String> packages = new ArrayList<>(CORE.keySet());
    packages.addAll(FORMATS);
    rules.put("formats", onlyImportFrom(in(FORMATS), packages));
    packages.addAll(SHARED);
    rules.put("shared", onlyImportFrom(in(SHARED), packages));
    for (String task : TASKS) {
      List<String> allowed = new ArrayList<>(packages);
      allowed.add(task);
      rules.put(task, onlyImportFrom(resideInAnyPackage(task), allowed));
    }
    packages.add(SWITCH);
    packages.addAll(TASKS);
    rules.put("switch", onlyImportFrom(resideInAnyPackage(SWITCH), packages));
    packages.add(DOORS);
    rules.put("known", classes().should().resideInAnyPackage(packages.toArray(String[]::new)));
    rules.put(
        "doors",
        noClasses()
            .that(resideInAnyPackage(DOORS))
            .and(not(topLevelNameBeginsWith("Train")))
            .should()
            .dependOnClassesThat(in(TASKS))
            .because("a door never names a task, apart from the command line's train"));
    rules.put("cycles", slices().matching("eddy.(**)").should().beFreeOfCycles());
    rules.put(
        "streams",
        noClasses().that(not(resideInAnyPackage(DOORS))).should(ACCESS_STANDARD_STREAMS));
    rules.put(
        "refused",
        noClasses()
            .should()
            .dependOnClassesThat(
                resideInAnyPackage("java.lang.reflect..", "sun..")
                    .or(type(ServiceLoader.class))
                    .or(type(Serializable.class))
                    .or(type(ObjectInputStream.class))
                    .or(type(ObjectOutputStream.class)))
            .orShould(callMethod(Class.class, "forName", String.class)));
    rules.put(
        "names",
        classes()
            .should()
            .haveNameNotMatching(".*[.$](Abstract\\w*|\\w*(Utils?|Helper|Manager|Impl|Base))"));
    rules.replaceAll((name, rule) -> rule.allowEmptyShould(true));
    return rules;
  }

  /** Core imports the JDK and nothing else, and only one of its packages the incubating module. */
  private static ArchRule corePackage(String name, Set<String> allowed) {
    List<String> packages = new ArrayList<>(allowed);
    packages.add(name);
    packages.add("java..");
    if (name.equals("eddy.kernel.vector")) {
      packages.add("jdk.incubator.vector..");
    }
    return classes()
        .that(resideInAnyPackage(name))
        .and(not(named(CHOOSER)))
        .should()
        .onlyDependOnClassesThat(in(packages));
  }

  /** What lies outside Eddy is the business of each module's dependencies. */
  private static ArchRule onlyImportFrom(
      DescribedPredicate<JavaClass> importer, List<String> packages) {
    return classes()
        .that(importer)
        .should()
        .onlyDependOnClassesThat(in(packages).or(not(resideInAnyPackage("eddy.."))));
  }

  private static DescribedPredicate<JavaClass> in(List<String> packages) {
    return resideInAnyPackage(packages.toArray(String[]::new));
  }

  private static DescribedPredicate<JavaClass> named(String name) {
    return DescribedPredicate.describe(
        "are in " + name, it -> it.getName().equals(name) || it.getName().startsWith(name + "$"));
  }

  private static DescribedPredicate<JavaClass> topLevelNameBeginsWith(String prefix) {
    return DescribedPredicate.describe(
        "are part of " + prefix + "*",
        it -> it.getName().startsWith(it.getPackageName() + "." + prefix));
  }
}
