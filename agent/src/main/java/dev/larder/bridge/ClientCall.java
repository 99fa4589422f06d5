package dev.larder.bridge;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request of a program, one hop of a chain of redirects, as a companion shows it to the cache.
 * Used by the thread of the caller. What these methods throw is a failure of the companion, and the
 * request goes on without the cache; only what {@link #send} throws is the client's own.
 */
public abstract class ClientCall {

  /** The request as it will go to the server, or null to leave it alone without a word. */
  public abstract @Nullable CallRequest request() throws Exception;

  /**
   * Makes the request that is sent.
   *
   * @param fields names and values by turns that the cache adds; empty for the program's own
   * @return what {@link #send} takes
   */
  public abstract Object prepare(List<String> fields) throws Exception;

  /**
   * Sends a request as the client does without the cache, and waits for the head of the response.
   *
   * @return the client's response
   * @throws Throwable what the caller gets
   */
  public abstract Object send(Object prepared) throws Throwable;

  /** What the caller gets in the end of what {@link #send} has thrown. */
  public Throwable failure(Throwable thrown) {
    return thrown;
  }

  /**
   * Whether the caller gets what {@link #send} has thrown, rather than that the client tries again
   * by itself. A stored response takes its place only then. Asked only if there is one.
   */
  public boolean givesUp(Throwable thrown) {
    return true;
  }

  /** What can be told of, and done with, the client's response. */
  public abstract NetworkReply reply(Object response) throws Exception;

  /** Gives a response of the client up, so that its connection can be used for another request. */
  public abstract void drop(Object response) throws Exception;

  /** A response of the client's own type out of the cache. */
  public abstract Object served(ServedReply stored) throws Exception;

  /** Whether nobody waits for the response any more. Asked now and then while it waits. */
  public abstract boolean isCancelled();

  /**
   * Sends a copy of the request by the client, as the program does it but without following
   * redirects, and reads all of the response. Called in a thread of its own, and only if {@link
   * CallRequest#background} was set.
   */
  public void sendInBackground() throws Exception {
    throw new UnsupportedOperationException();
  }
}
