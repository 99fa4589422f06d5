/** Where the agent's log goes: a small binding of SLF4J of our own. */
@NullMarked
package dev.larder.agent.log;

import org.jspecify.annotations.NullMarked;
