package dev.larder.policy;

import org.jspecify.annotations.Nullable;

/**
 * What a rule says of the older versions of a resource once a new one is stored.
 *
 * @param immediate whether they go at once, instead of after a time in which nobody asked for them
 * @param keep how many of them stay nevertheless, or null for what the settings say
 */
public record SupersedePolicy(boolean immediate, @Nullable Integer keep) {

  /** As the settings say. */
  public static final SupersedePolicy STANDARD = new SupersedePolicy(false, null);
}
