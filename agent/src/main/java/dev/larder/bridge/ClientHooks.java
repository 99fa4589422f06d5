package dev.larder.bridge;

import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What the woven code of clients calls that live in class loaders of the application, and what
 * their companions call in turn. The types of a client appear here as {@code Object}.
 *
 * <p>Every call returns what "as if we were not there" means as long as nothing is installed, and
 * an implementation does the same whenever anything goes wrong.
 */
public abstract class ClientHooks {

  private static volatile @Nullable ClientHooks installed;

  /** Makes these hooks the ones that woven code calls from now on. */
  public static void install(ClientHooks hooks) {
    installed = hooks;
  }

  /** The hooks that woven code calls, or null before the first of them were installed. */
  public static @Nullable ClientHooks installed() {
    return installed;
  }

  /**
   * In place of a woven method: asks the companion of the client.
   *
   * @param owner the class that declares the method, or one below it
   * @param target the object that it was called on
   * @param arguments its arguments
   * @return what the method returns, or the {@code Throwable} that it throws, or null to run it
   */
  public abstract @Nullable Object instead(Class<?> owner, Object target, Object[] arguments);

  /**
   * Calls a woven method as if it were not woven. Only the first call on this object in this thread
   * is meant; what that calls in turn is woven.
   */
  public abstract <T> T unwoven(Object target, Callable<T> method) throws Exception;

  /**
   * Follows a request: answers it from the cache, or sends it and stores the response.
   *
   * @return the client's response, or the {@code Throwable} that its caller gets, or null if the
   *     request was not sent and goes to the network without the cache
   */
  public abstract @Nullable Object follow(ClientCall call);

  /** Follows a request of a client that never waits. */
  public abstract EventCall call(CallRequest request);

  /**
   * Threads for a client that never waits: in them it goes on with a request that has waited, and
   * gives out stored responses. Tasks see the context class loader of the calling thread. Where
   * very many run at once, the thread that adds another one runs it.
   */
  public abstract Executor executor();

  /** Records that something of a companion has failed. */
  public abstract void failed(String what, Throwable failure);
}
