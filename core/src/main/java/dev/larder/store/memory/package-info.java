/** The memory tier: small entries outside of the heap, private to the process. */
@NullMarked
package dev.larder.store.memory;

import org.jspecify.annotations.NullMarked;
