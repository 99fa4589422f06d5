package dev.larder.bridge;

import org.jspecify.annotations.Nullable;

/** What lies beside the classes of a client, in their package and class loader: the way in. */
public interface ClientCompanion {

  /**
   * In place of a woven method.
   *
   * @return as {@link ClientHooks#instead}
   * @throws Exception if the companion itself has failed: the method runs then
   */
  @Nullable Object instead(ClientHooks hooks, Object target, Object[] arguments) throws Exception;
}
