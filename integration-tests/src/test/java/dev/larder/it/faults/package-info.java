/** A second agent, which makes methods of the first one fail. */
@NullMarked
package dev.larder.it.faults;

import org.jspecify.annotations.NullMarked;
