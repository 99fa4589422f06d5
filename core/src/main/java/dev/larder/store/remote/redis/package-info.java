/** Connections to Redis and Valkey; the only package that uses Jedis. */
@NullMarked
package dev.larder.store.remote.redis;

import org.jspecify.annotations.NullMarked;
