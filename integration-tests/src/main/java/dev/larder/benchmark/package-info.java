/** Benchmarks of whole processes: no part of the tests. */
@NullMarked
package dev.larder.benchmark;

import org.jspecify.annotations.NullMarked;
