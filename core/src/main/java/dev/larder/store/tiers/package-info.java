/** Both tiers as one: memory for what is small and in use, the disk for everything. */
@NullMarked
package dev.larder.store.tiers;

import org.jspecify.annotations.NullMarked;
