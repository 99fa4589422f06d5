package dev.larder.store;

import java.io.IOException;

/**
 * For each of many resources a trace of the credentials under which a response was stored last, by
 * whichever process: so that a request with others can be told why nothing is found. A trace tells
 * nothing of a credential but whether one at hand is the same. Bounded and unreliable: a trace may
 * be lost at any time, and costs a wrong reason then, no more. Any thread may call.
 */
public interface CredentialTraces {

  /** Of one trace, how many credentials it is about at most. */
  int MOST = 12;

  /** Keeps nothing. */
  CredentialTraces NONE =
      new CredentialTraces() {
        @Override
        public void put(long resource, int[] digests) {}

        @Override
        public int[] get(long resource) {
          return new int[0];
        }
      };

  /**
   * A response was stored.
   *
   * @param resource digest of what it is about, whoever asks
   * @param digests of the credentials that brought it, none of them 0; those beyond {@link #MOST}
   *     are left out
   */
  void put(long resource, int[] digests) throws IOException;

  /** What was put last; empty if nothing is known. */
  int[] get(long resource) throws IOException;
}
