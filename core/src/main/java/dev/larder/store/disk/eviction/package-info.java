/** Keeps the cache directory within its limit: what is accessed, what is evicted, and when. */
@NullMarked
package dev.larder.store.disk.eviction;

import org.jspecify.annotations.NullMarked;
