/** What is asked of the remote tier, and what goes there. */
@NullMarked
package dev.larder.engine.remote;

import org.jspecify.annotations.NullMarked;
