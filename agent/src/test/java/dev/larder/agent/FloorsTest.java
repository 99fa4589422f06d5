package dev.larder.agent;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What each part of the agent may use; whatever else it used would not be there at run time. */
@AnalyzeClasses(packages = "dev.larder", importOptions = ImportOption.DoNotIncludeTests.class)
class FloorsTest {

  @ArchTest
  static final ArchRule BOOT_USES_ONLY_THE_JDK =
      classes()
          .that()
          .resideInAPackage("dev.larder.agent.boot..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", "org.jspecify..", "dev.larder.agent.boot..");

  @ArchTest
  static final ArchRule THE_BRIDGE_USES_ONLY_THE_JDK =
      classes()
          .that()
          .resideInAPackage("dev.larder.bridge..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java.lang..",
              "java.util..",
              "java.io..",
              "java.net",
              "java.nio",
              "java.security.cert..",
              "javax.net.ssl..",
              "org.jspecify..",
              "dev.larder.bridge..");

  private static final String ADVICE = ".+Advice(\\$.+)?";

  @ArchTest
  static final ArchRule ONLY_WEAVE_AND_ADVICE_USE_BYTE_BUDDY =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.larder.agent.weave..")
          .and()
          .haveNameNotMatching(ADVICE)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("net.bytebuddy..");

  /** It is inlined into the classes of a client. */
  @ArchTest
  static final ArchRule ADVICE_USES_ONLY_THE_JDK_AND_THE_BRIDGE =
      classes()
          .that()
          .haveNameMatching(ADVICE)
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(
                      "java..", "org.jspecify..", "net.bytebuddy..", "dev.larder.bridge..")
                  .or(nameMatching(ADVICE)));

  @ArchTest
  static final ArchRule NO_CLIENT_KNOWS_ANOTHER =
      slices()
          .matching("dev.larder.agent.client.(*)..")
          .namingSlices("client $1")
          .should()
          .notDependOnEachOther()
          .ignoreDependency(
              resideInAPackage("dev.larder.agent.client.."),
              resideInAPackage("dev.larder.agent.client.companion.."));

  @ArchTest
  static final ArchRule CLIENTS_DO_NOT_USE_WEAVE =
      noClasses()
          .that()
          .resideInAPackage("dev.larder.agent.client..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.larder.agent.weave..", "dev.larder.agent.boot..");

  @ArchTest
  static final ArchRule PACKAGES_DO_NOT_DEPEND_ON_EACH_OTHER_IN_A_CIRCLE =
      slices().matching("dev.larder.agent.(**)").should().beFreeOfCycles();

  /** The jar leaves it out. */
  @ArchTest
  static final ArchRule NOTHING_USES_THE_LIBRARY =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.larder.library..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.larder.library..");

  @ArchTest
  static final ArchRule CORE_KNOWS_NO_CLIENT =
      noClasses()
          .that()
          .resideInAnyPackage(
              "dev.larder.library..",
              "dev.larder.local..",
              "dev.larder.engine..",
              "dev.larder.version..",
              "dev.larder.store..",
              "dev.larder.policy..",
              "dev.larder.http..",
              "dev.larder.config..",
              "dev.larder.json..",
              "dev.larder.stats..",
              "dev.larder.thread..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "net.bytebuddy..", "java.net.http..", "dev.larder.agent..", "dev.larder.bridge..");
}
