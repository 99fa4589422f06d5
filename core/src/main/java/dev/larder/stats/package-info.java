/** Counters of what the cache did. */
@NullMarked
package dev.larder.stats;

import org.jspecify.annotations.NullMarked;
