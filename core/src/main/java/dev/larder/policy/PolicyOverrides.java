package dev.larder.policy;

import dev.larder.http.ResponseHead;

/** What the rules that fit a request say about its response. */
@FunctionalInterface
public interface PolicyOverrides {

  /** Without rules. */
  PolicyOverrides NONE = response -> PolicyOverride.NONE;

  PolicyOverride of(ResponseHead response);
}
