package dev.larder.agent.client.companion;

import dev.larder.agent.client.BackgroundThreads;
import dev.larder.agent.client.ClientIntegration.CompanionLoader;
import dev.larder.agent.client.TlsTrust;
import dev.larder.agent.runtime.LarderRuntime;
import dev.larder.bridge.CallRequest;
import dev.larder.bridge.ClientCall;
import dev.larder.bridge.ClientCompanion;
import dev.larder.bridge.ClientHooks;
import dev.larder.bridge.EventCall;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Finds the companion of a client, which lies in the class loader of the client, and follows the
 * requests that it shows. Behind this class every failure of the cache and of a companion ends:
 * whatever is thrown there is recorded, and the request goes on without the cache.
 */
public final class CompanionHooks extends ClientHooks {

  /** The object whose woven method is to run as if it were not woven, for the calling thread. */
  private static final ThreadLocal<@Nullable Object> UNWOVEN = new ThreadLocal<>();

  /** A client in one class loader; without a companion if it is not a version that we know. */
  private static final class Joined {
    private final Class<?> beside;
    private final @Nullable Joining client;
    private boolean tried;
    private @Nullable ClientCompanion companion;

    Joined(Class<?> beside, @Nullable Joining client) {
      this.beside = beside;
      this.client = client;
    }

    /** Makes the companion once; others wait. */
    synchronized @Nullable ClientCompanion companion() {
      Joining of = client;
      if (!tried && of != null) {
        tried = true;
        try {
          companion = (ClientCompanion) of.companions.load(beside);
        } catch (Throwable failure) {
          LarderRuntime.failed(
              "joining this version of " + of.name + " (it is not cached)", failure);
        }
      }
      return companion;
    }
  }

  /** How to make the companions of a client. */
  private record Joining(String name, CompanionLoader companions) {}

  /** By the simple name of the class that companions lie beside, which a relocated copy keeps. */
  private final Map<String, Joining> clients = new ConcurrentHashMap<>();

  /** Keyed by the class that companions lie beside and those below it, and collected with it. */
  private final ClassValue<Joined> joined =
      new ClassValue<>() {
        @Override
        protected Joined computeValue(Class<?> owner) {
          Joining client = clients.get(owner.getSimpleName());
          Class<?> above = owner.getSuperclass();
          return client == null && above != null ? get(above) : new Joined(owner, client);
        }
      };

  private final TlsTrust trust = new TlsTrust();
  private final BackgroundThreads backgrounds = new BackgroundThreads();

  private CompanionHooks() {}

  /**
   * Lets woven code call the companions of a client.
   *
   * @param name what the log calls the client
   * @param beside the simple name of the class that companions lie beside, which no other client
   *     has
   */
  public static synchronized void install(String name, String beside, CompanionLoader companions) {
    CompanionHooks hooks = (CompanionHooks) ClientHooks.installed();
    if (hooks == null) {
      hooks = new CompanionHooks();
    }
    hooks.clients.putIfAbsent(beside, new Joining(name, companions));
    ClientHooks.install(hooks);
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // this very object is meant
  public @Nullable Object instead(Class<?> owner, Object target, Object[] arguments) {
    if (UNWOVEN.get() == target) {
      UNWOVEN.remove();
      return null;
    }
    try {
      ClientCompanion companion = joined.get(owner).companion();
      return companion == null ? null : companion.instead(this, target, arguments);
    } catch (Throwable failure) {
      LarderRuntime.failed("answering a request", failure);
      return null;
    }
  }

  @Override
  public <T> T unwoven(Object target, Callable<T> method) throws Exception {
    UNWOVEN.set(target);
    try {
      return method.call();
    } finally {
      UNWOVEN.remove();
    }
  }

  @Override
  public @Nullable Object follow(ClientCall call) {
    return new FollowedCall(call, trust, backgrounds).answer();
  }

  @Override
  public EventCall call(CallRequest request) {
    return new FollowedEvents(request, trust);
  }

  @Override
  public Executor executor() {
    return EventThreads.inContextOf(Thread.currentThread());
  }

  @Override
  public void failed(String what, Throwable failure) {
    LarderRuntime.failed(what, failure);
  }
}
