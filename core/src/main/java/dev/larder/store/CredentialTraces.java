package dev.larder.store;

import java.io.IOException;

/**
 * Traces of the credentials under which any process stored a response last, for each resource. They
 * tell a request with other credentials why nothing is found. A trace tells only whether a given
 * credential is the same. Traces are bounded in number and may be lost at any time; then the reason
 * in the log is wrong, and nothing else. Any thread may call.
 */
public interface CredentialTraces {

  /** The most credentials of one trace. */
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
   * Called after a response was stored.
   *
   * @param resource digest of what it is about, whoever asks
   * @param digests of the credentials that brought it, none of them 0; those beyond {@link #MOST}
   *     are left out
   */
  void put(long resource, int[] digests) throws IOException;

  /** The digests that were put last; empty if none are known. */
  int[] get(long resource) throws IOException;
}
