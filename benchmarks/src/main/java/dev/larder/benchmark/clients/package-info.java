/** Hits as programs see them: a whole call of a client with a cache. */
@NullMarked
package dev.larder.benchmark.clients;

import org.jspecify.annotations.NullMarked;
