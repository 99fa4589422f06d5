/** The threads that the cache makes for itself, and a table that threads share. */
@NullMarked
package dev.larder.thread;

import org.jspecify.annotations.NullMarked;
