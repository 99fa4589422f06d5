/** The engine: one exchange from lookup to store. */
@NullMarked
package dev.larder.cache;

import org.jspecify.annotations.NullMarked;
