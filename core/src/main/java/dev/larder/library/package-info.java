/**
 * The cache for programs that call it themselves: load and save by URL, see what is there. What is
 * public here is stable; {@code public-api.txt} lists it. All else in this artifact may change.
 */
@NullMarked
package dev.larder.library;

import org.jspecify.annotations.NullMarked;
