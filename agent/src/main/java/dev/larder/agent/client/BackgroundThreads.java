package dev.larder.agent.client;

import dev.larder.agent.runtime.LarderRuntime;
import dev.larder.engine.Exchange;
import dev.larder.thread.Threads;
import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Requests that the cache makes with the program's own client, so that the next response is fresh
 * (RFC 5861 §3). Each has a thread of its own, by which its exchange is found when the client's
 * woven method is reached.
 */
public final class BackgroundThreads {

  /** Sends a copy of a request by the client, and reads all of the response. */
  @FunctionalInterface
  public interface Sending {
    /**
     * Does it.
     *
     * @throws IOException if the network has given no whole response
     */
    void send() throws Exception;
  }

  /** The exchanges of the cache, by the thread that makes the request for one. */
  private final ConcurrentMap<Thread, AtomicReference<@Nullable Exchange>> all =
      new ConcurrentHashMap<>();

  /** Whether the calling thread makes a request for the cache. */
  public boolean isOne() {
    return !all.isEmpty() && all.containsKey(Thread.currentThread());
  }

  /** The exchange that the calling thread makes its request for; null for all its later ones. */
  public @Nullable Exchange take() {
    AtomicReference<@Nullable Exchange> made =
        all.isEmpty() ? null : all.get(Thread.currentThread());
    return made == null ? null : made.getAndSet(null);
  }

  /** Sends the copy of a request. Never throws. */
  public void send(Sending copy, Exchange background) {
    try {
      Threads.of("larder-validation", () -> fetch(copy, background)).start();
    } catch (Throwable failure) {
      LarderRuntime.failed("validating in the background", failure);
      ClientExchange.abandon(background);
    }
  }

  private void fetch(Sending copy, Exchange background) {
    all.put(Thread.currentThread(), new AtomicReference<>(background));
    try {
      copy.send();
    } catch (IOException unreachable) {
      // What is stored stays as it is.
    } catch (Throwable failure) {
      LarderRuntime.failed("validating in the background", failure);
    } finally {
      all.remove(Thread.currentThread());
      ClientExchange.abandon(background); // without effect if something has come
    }
  }
}
