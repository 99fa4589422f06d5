/**
 * Black-box tests: small programs in JVMs of their own, against real servers on loopback, with and
 * without the agent.
 */
@NullMarked
package dev.larder.it;

import org.jspecify.annotations.NullMarked;
