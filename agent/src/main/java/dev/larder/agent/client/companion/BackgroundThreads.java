package dev.larder.agent.client.companion;

import dev.larder.agent.client.ClientExchange;
import dev.larder.agent.runtime.LarderRuntime;
import dev.larder.bridge.ClientCall;
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
final class BackgroundThreads {

  /** The exchanges of the cache, by the thread that makes the request for one. */
  private final ConcurrentMap<Thread, AtomicReference<@Nullable Exchange>> all =
      new ConcurrentHashMap<>();

  /** Whether the calling thread makes a request for the cache. */
  boolean isOne() {
    return !all.isEmpty() && all.containsKey(Thread.currentThread());
  }

  /** The exchange that the calling thread makes its request for; null for all its later ones. */
  @Nullable Exchange take() {
    AtomicReference<@Nullable Exchange> made =
        all.isEmpty() ? null : all.get(Thread.currentThread());
    return made == null ? null : made.getAndSet(null);
  }

  /** Sends a copy of the request of a call. Never throws. */
  void send(ClientCall call, Exchange background) {
    try {
      Threads.of("larder-validation", () -> fetch(call, background)).start();
    } catch (Throwable failure) {
      LarderRuntime.failed("validating in the background", failure);
      ClientExchange.abandon(background);
    }
  }

  private void fetch(ClientCall call, Exchange background) {
    all.put(Thread.currentThread(), new AtomicReference<>(background));
    try {
      call.sendInBackground();
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
