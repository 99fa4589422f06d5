/** Requests that wait for another one for the same key. */
@NullMarked
package dev.larder.engine.collapse;

import org.jspecify.annotations.NullMarked;
