package dev.larder.agent.client;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the weaver must know of one HTTP client. A new client is a package beside the others with an
 * implementation of this, its bridge types in {@code dev.larder.bridge}, its companions beside the
 * client's own classes, and one line in {@code LazyWeaver.CLIENTS}.
 *
 * <p>An implementation has a public constructor without parameters. It is loaded with the first
 * class of its client, before the types of the bridge are there, so no method of it may use one of
 * them itself.
 */
public interface ClientIntegration {

  /** The methods of one class that is woven. */
  interface WovenMethods {

    /**
     * Adds advice to the only method of this name with so many parameters.
     *
     * @throws IllegalStateException if there is not exactly one: it is not the class that the
     *     advice was written for
     */
    WovenMethods advise(String method, int parameters, Class<?> advice);

    /** Adds advice to the only method of this name with parameters of these types. */
    WovenMethods advise(String method, Class<?> advice, String... types);

    /** Adds advice to the only method of this name whose first parameters have these types. */
    WovenMethods adviseStarting(String method, Class<?> advice, String... types);
  }

  /** Makes the companions of a client in one class loader. */
  @FunctionalInterface
  interface CompanionLoader {

    /**
     * Makes the companions beside a class of the client, once for each of its class loaders.
     *
     * @return an object of the last one, or null if the client was not woven there, which was
     *     logged then
     * @throws Throwable if it is not the client that they were written for
     */
    @Nullable Object load(Class<?> beside) throws Throwable;
  }

  /** What the log calls the client. */
  String name();

  /** The types that woven code and companions call; a supertype before its subtypes. */
  List<String> bridgeTypes();

  /** Packages of the client's module that the integration looks into, if that is a named one. */
  List<String> openedPackages();

  /** Whether it asks whom a TLS context trusts. */
  default boolean readsTlsTrust() {
    return false;
  }

  /** The classes that are defined beside the client's own; a supertype before its subtypes. */
  default List<String> companions() {
    return List.of();
  }

  /** How the names of the classes begin that companions use and that may be missing. */
  default List<String> linkedPackages() {
    return List.of();
  }

  /**
   * The package of the client, with a dot at its end, that programs carry copies of under other
   * names, with all that is below it; empty if none are looked for. Names that the integration
   * gives are those of the original.
   */
  default String relocatablePackage() {
    return "";
  }

  /** The classes without whose advice there are no companions. */
  default List<String> requiredClasses() {
    return List.of();
  }

  /**
   * Says what goes into a class.
   *
   * @param className its simple name
   * @return whether it is woven at all
   */
  boolean weave(String className, WovenMethods methods);

  /**
   * Lets woven code call the integration. Called for each module that has the client, before its
   * first woven class is used.
   */
  void install(CompanionLoader companions);
}
