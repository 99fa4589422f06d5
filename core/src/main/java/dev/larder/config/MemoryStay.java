package dev.larder.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long entries stay in memory after their last use.
 *
 * @param limit zero is without limit, null is not at all
 */
public record MemoryStay(@Nullable Duration limit) {

  /** Not at all. */
  public static final MemoryStay NONE = new MemoryStay(null);
}
