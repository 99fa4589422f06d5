/** What differs in modes in which nothing is written. */
@NullMarked
package dev.larder.engine.modes;

import org.jspecify.annotations.NullMarked;
