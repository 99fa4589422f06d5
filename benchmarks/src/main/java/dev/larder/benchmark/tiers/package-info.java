/** Hits in the tiers themselves, without HTTP above them. */
@NullMarked
package dev.larder.benchmark.tiers;

import org.jspecify.annotations.NullMarked;
