/** What the cache costs, beside its peers; see docs/benchmarks.md. */
@NullMarked
package dev.larder.benchmark;

import org.jspecify.annotations.NullMarked;
