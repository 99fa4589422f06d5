/** Clients on Netty. */
@NullMarked
package dev.larder.agent.client.netty;

import org.jspecify.annotations.NullMarked;
