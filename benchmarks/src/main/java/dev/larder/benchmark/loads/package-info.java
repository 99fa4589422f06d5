/** What one call does not show: many threads, many URLs, fresh processes, memory. */
@NullMarked
package dev.larder.benchmark.loads;

import org.jspecify.annotations.NullMarked;
