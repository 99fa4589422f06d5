/** How a response becomes an entry, or changes one. */
@NullMarked
package dev.larder.engine.write;

import org.jspecify.annotations.NullMarked;
