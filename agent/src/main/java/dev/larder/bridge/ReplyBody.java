package dev.larder.bridge;

import java.io.InputStream;

/** The body of a response of the network, of which the cache gets a copy. */
public interface ReplyBody {

  /**
   * What the caller reads and closes. Called once at most.
   *
   * @param network what the client reads from the network
   */
  InputStream over(InputStream network);

  /** The caller has given the body up, perhaps without having opened it. Never throws. */
  void abandoned();
}
