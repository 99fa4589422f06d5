/** The threads that the cache makes for itself. */
@NullMarked
package dev.larder.thread;

import org.jspecify.annotations.NullMarked;
