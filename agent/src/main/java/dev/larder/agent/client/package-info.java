/** What all client integrations share; each client has a package of its own below this one. */
@NullMarked
package dev.larder.agent.client;

import org.jspecify.annotations.NullMarked;
