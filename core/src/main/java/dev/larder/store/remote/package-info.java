/** The tier that the machines of a fleet share, on a Redis or Valkey server. */
@NullMarked
package dev.larder.store.remote;

import org.jspecify.annotations.NullMarked;
