package dev.larder;

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
          .layer("cache")
          .definedBy("dev.larder.cache..")
          .layer("store")
          .definedBy("dev.larder.store..")
          .layer("version")
          .definedBy("dev.larder.version..")
          .layer("policy")
          .definedBy("dev.larder.policy..")
          .layer("http")
          .definedBy("dev.larder.http..")
          .layer("ground")
          .definedBy("dev.larder.config..", "dev.larder.stats..", "dev.larder.thread..")
          .whereLayer("library")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("cache")
          .mayOnlyBeAccessedByLayers("library")
          .whereLayer("store")
          .mayOnlyBeAccessedByLayers("cache", "library")
          .whereLayer("version")
          .mayOnlyBeAccessedByLayers("store", "cache", "library")
          .whereLayer("policy")
          .mayOnlyBeAccessedByLayers("version", "store", "cache", "library")
          .whereLayer("http")
          .mayOnlyBeAccessedByLayers("policy", "version", "store", "cache", "library")
          .whereLayer("ground")
          .mayOnlyBeAccessedByLayers("http", "policy", "version", "store", "cache", "library");
}
