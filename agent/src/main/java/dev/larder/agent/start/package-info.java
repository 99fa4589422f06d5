/** Puts the parts of the agent together. */
@NullMarked
package dev.larder.agent.start;

import org.jspecify.annotations.NullMarked;
