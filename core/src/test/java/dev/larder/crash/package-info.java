/**
 * What the cache directory lives through: processes that are killed, and a great many operations.
 */
@NullMarked
package dev.larder.crash;

import org.jspecify.annotations.NullMarked;
