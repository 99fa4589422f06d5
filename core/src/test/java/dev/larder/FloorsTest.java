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
          .layer("version")
          .definedBy("dev.larder.version..")
          .layer("store")
          .definedBy("dev.larder.store..")
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
          .whereLayer("version")
          .mayOnlyBeAccessedByLayers("cache", "library")
          .whereLayer("store")
          .mayOnlyBeAccessedByLayers("version", "cache", "library")
          .whereLayer("policy")
          .mayOnlyBeAccessedByLayers("store", "version", "cache", "library")
          .whereLayer("http")
          .mayOnlyBeAccessedByLayers("policy", "store", "version", "cache", "library")
          .whereLayer("ground")
          .mayOnlyBeAccessedByLayers("http", "policy", "store", "version", "cache", "library");

  @ArchTest
  static final ArchRule WITHIN_THE_STORE_TOO =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("tiers")
          .definedBy("dev.larder.store.tiers")
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
}
