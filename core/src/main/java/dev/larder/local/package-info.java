/** The cache over a directory, put together from the settings. */
@NullMarked
package dev.larder.local;

import org.jspecify.annotations.NullMarked;
