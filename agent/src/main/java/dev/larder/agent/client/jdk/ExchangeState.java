package dev.larder.agent.client.jdk;

import dev.larder.agent.client.BodyTee;
import dev.larder.agent.client.ClientExchange;
import dev.larder.engine.RequestDecision;
import dev.larder.engine.write.PartialMerge;
import java.lang.ref.WeakReference;
import java.net.http.HttpResponse.ResponseInfo;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What the integration knows of one of the JDK's exchanges. Its fields are written by one thread at
 * a time, in the order of the exchange, except that a cancellation may come at any moment.
 */
final class ExchangeState {

  /** What the cache makes of the request. */
  final ClientExchange cache;

  /** What the cache has decided, until the exchange does so. */
  volatile @Nullable RequestDecision decided;

  /** Set once the exchange is on its way to the network: a repeated call is not ours any more. */
  volatile boolean forwarded;

  /** Set once something has failed: from now on the client is on its own. */
  volatile boolean left;

  /** What the cache answers, once it does. */
  volatile @Nullable CachedResponse answer;

  /** The body, where it is on its way before the client asks for it. */
  volatile @Nullable CompletableFuture<?> delivering;

  /** Set once the network's response is dismissed, whose connection may be another request's. */
  volatile boolean dismissed;

  /**
   * Where the client is told of the answer: here, in the thread that reads from the connection,
   * unless that is another request's by now, which would wait while the program's handler runs.
   */
  volatile Executor answering = Runnable::run;

  /** What the body handler sees in place of the network's head, or null. */
  volatile @Nullable ResponseInfo shown;

  /** What the network's body lacks, or null. */
  volatile @Nullable PartialMerge merge;

  /** What takes the network's body, once its head has come. */
  volatile @Nullable BodyTee tee;

  /** The response that the client waits for while another exchange fetches it. */
  volatile @Nullable CompletableFuture<Object> awaited;

  /**
   * What a filter of the client, such as the program's own cookie handler, threw over a response
   * out of the cache.
   */
  volatile @Nullable Throwable filterFailure;

  /**
   * The body on its way from the cache to the caller. Weak, as it reaches the client's exchange,
   * which is the key under which this object is kept.
   */
  volatile @Nullable WeakReference<CachedBodyPublisher<?>> publisher;

  /** Forgets this object; set when it is kept. */
  volatile Runnable forget = () -> {};

  ExchangeState(ClientExchange cache) {
    this.cache = cache;
  }
}
