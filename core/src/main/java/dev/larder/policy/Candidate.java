package dev.larder.policy;

/** A stored response that may answer a request. */
public interface Candidate {

  StoredResponse stored();

  /** Whether it is known not to have been invalidated; if not, it is validated before use. */
  boolean known();
}
