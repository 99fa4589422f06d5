package dev.larder;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Each package of core uses only what lies below it. */
@AnalyzeClasses(packages = "dev.larder", importOptions = ImportOption.DoNotIncludeTests.class)
class FloorsTest {

  @ArchTest
  static final ArchRule EACH_FLOOR_IMPORTS_ONLY_FROM_THOSE_BELOW =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("library")
          .definedBy("dev.larder.library..")
          .layer("local")
          .definedBy("dev.larder.local..")
          .layer("engine")
          .definedBy("dev.larder.engine..")
          .layer("version")
          .definedBy("dev.larder.version..")
          .layer("store")
          .definedBy("dev.larder.store..")
          .layer("policy")
          .definedBy("dev.larder.policy..")
          .layer("http")
          .definedBy("dev.larder.http..")
          .layer("ground")
          .definedBy(
              "dev.larder.config..",
              "dev.larder.json..",
              "dev.larder.stats..",
              "dev.larder.thread..")
          .whereLayer("library")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("local")
          .mayOnlyBeAccessedByLayers("library")
          .whereLayer("engine")
          .mayOnlyBeAccessedByLayers("library", "local")
          .whereLayer("version")
          .mayOnlyBeAccessedByLayers("library", "local", "engine")
          .whereLayer("store")
          .mayOnlyBeAccessedByLayers("library", "local", "engine", "version")
          .whereLayer("policy")
          .mayOnlyBeAccessedByLayers("library", "local", "engine", "version", "store")
          .whereLayer("http")
          .mayOnlyBeAccessedByLayers("library", "local", "engine", "version", "store", "policy")
          .whereLayer("ground")
          .mayOnlyBeAccessedByLayers(
              "library", "local", "engine", "version", "store", "policy", "http");

  @ArchTest
  static final ArchRule WITHIN_THE_ENGINE_TOO =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("exchange")
          .definedBy("dev.larder.engine")
          .layer("write")
          .definedBy("dev.larder.engine.write")
          .layer("remote")
          .definedBy("dev.larder.engine.remote")
          .layer("report")
          .definedBy("dev.larder.engine.report")
          .layer("rules")
          .definedBy("dev.larder.engine.rules")
          .layer("lookup")
          .definedBy("dev.larder.engine.lookup")
          .layer("collapse")
          .definedBy("dev.larder.engine.collapse")
          .layer("modes")
          .definedBy("dev.larder.engine.modes")
          .whereLayer("exchange")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("write")
          .mayOnlyBeAccessedByLayers("exchange")
          .whereLayer("remote")
          .mayOnlyBeAccessedByLayers("exchange", "write")
          .whereLayer("report")
          .mayOnlyBeAccessedByLayers("exchange", "write", "remote")
          .whereLayer("rules")
          .mayOnlyBeAccessedByLayers("exchange", "write", "remote", "report")
          .whereLayer("lookup")
          .mayOnlyBeAccessedByLayers("exchange", "write", "remote", "report", "rules")
          .whereLayer("collapse")
          .mayOnlyBeAccessedByLayers("exchange", "write", "remote", "report", "rules", "lookup")
          .whereLayer("modes")
          .mayOnlyBeAccessedByLayers(
              "exchange", "write", "remote", "report", "rules", "lookup", "collapse");

  /** What is stored in which way is decided where the cache is put together. */
  @ArchTest
  static final ArchRule THE_ENGINE_KNOWS_ONLY_THE_CONTRACT_OF_THE_STORE =
      noClasses()
          .that()
          .resideInAPackage("dev.larder.engine..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.larder.store.disk..",
              "dev.larder.store.memory..",
              "dev.larder.store.remote..",
              "dev.larder.store.tiers..");

  @ArchTest
  static final ArchRule WITHIN_THE_STORE_TOO =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("tiers")
          .definedBy("dev.larder.store.tiers")
          .layer("remote")
          .definedBy("dev.larder.store.remote")
          .layer("redis")
          .definedBy("dev.larder.store.remote.redis")
          .layer("memory")
          .definedBy("dev.larder.store.memory")
          .layer("disk")
          .definedBy("dev.larder.store.disk")
          .layer("eviction")
          .definedBy("dev.larder.store.disk.eviction")
          .layer("shared")
          .definedBy("dev.larder.store.disk.shared")
          .layer("file")
          .definedBy("dev.larder.store.disk.file")
          .layer("contract")
          .definedBy("dev.larder.store")
          .whereLayer("tiers")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("remote")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("redis")
          .mayOnlyBeAccessedByLayers("remote")
          .whereLayer("memory")
          .mayOnlyBeAccessedByLayers("tiers")
          .whereLayer("disk")
          .mayOnlyBeAccessedByLayers("tiers")
          .whereLayer("eviction")
          .mayOnlyBeAccessedByLayers("disk")
          .whereLayer("shared")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("file")
          .mayOnlyBeAccessedByLayers("eviction", "shared", "disk", "tiers");

  /** Programs that use no remote tier do without it. */
  @ArchTest
  static final ArchRule ONE_PACKAGE_ALONE_USES_JEDIS =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.larder.store.remote.redis")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("redis.clients..");

  @ArchTest
  static final ArchRule IDENTITY_LIES_BELOW_THE_REST_OF_THE_POLICY =
      noClasses()
          .that()
          .resideInAPackage("dev.larder.policy.identity")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.larder.policy");
}
