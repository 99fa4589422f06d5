/** The engine: one exchange from lookup to store, as states that an integration follows. */
@NullMarked
package dev.larder.engine;

import org.jspecify.annotations.NullMarked;
