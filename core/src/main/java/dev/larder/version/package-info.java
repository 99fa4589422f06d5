/** Versions in URLs, and what replaced what. */
@NullMarked
package dev.larder.version;

import org.jspecify.annotations.NullMarked;
