package dev.larder.agent.client.urlconnection;

import dev.larder.agent.client.BodyTee;
import dev.larder.agent.client.ClientExchange;
import dev.larder.http.RequestHead;
import java.net.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * What the integration knows of a request of a connection and its response: one hop of a chain of
 * redirects or challenges. Used by the thread that uses the connection. It must not reach the
 * connection, which is the key under which it is kept.
 */
final class HopState {

  /** The request as it was looked up. */
  final RequestHead head;

  /** What separates its response from those to other clients. */
  final String partition;

  /** The proxy that it goes through, or null. */
  final @Nullable Proxy proxy;

  /** What the cache makes of the request, or null if it is left alone. */
  @Nullable ClientExchange exchange;

  /** Whether the response to a request that is left alone may invalidate what is stored. */
  boolean reported;

  /** Cleared once the connection turns to its next request. */
  boolean current = true;

  /** Set while the integration itself lets the client connect. */
  boolean connecting;

  /** Set once the request goes to the network. */
  boolean forwarded;

  /** Set once something has come of that. */
  boolean ended;

  /** Set while the request's fields hold those that the cache added. */
  boolean withAddedFields;

  /** What the client reads from in place of a connection, or null. */
  @Nullable Object standIn;

  /** What the stand-in gives, or null. */
  @Nullable StoredAnswer answer;

  /** Forgets this object; set when it is kept. */
  Runnable forget = () -> {};

  /** What takes the network's body, or null. */
  @Nullable BodyTee tee;

  HopState(RequestHead head, String partition, @Nullable Proxy proxy) {
    this.head = head;
    this.partition = partition;
    this.proxy = proxy;
  }

  /** Whether the cache hears of what comes from the network next. */
  boolean isUnderWay() {
    return current && forwarded && !ended && standIn == null;
  }

  /** The connection turns to another request, or is garbage: nobody reads what is still to come. */
  void leave() {
    current = false;
    ClientExchange of = exchange;
    if (of != null && !ended) {
      of.abandon();
    }
    ended = true;
    BodyTee unread = tee;
    if (unread != null) {
      unread.abort();
    }
  }
}
