package dev.larder.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long entries stay in memory after their last use.
 *
 * @param limit zero means no limit; null means that they are not kept in memory
 */
public record MemoryStay(@Nullable Duration limit) {

  /** Entries are not kept in memory. */
  public static final MemoryStay NONE = new MemoryStay(null);
}
