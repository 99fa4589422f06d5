package dev.larder.policy;

import dev.larder.http.ResponseHead;

/** What the rules that fit a request say about its response. */
@FunctionalInterface
public interface Rulings {

  /** Without rules. */
  Rulings NONE = response -> Ruling.NONE;

  Ruling of(ResponseHead response);
}
