/** What clients share that live in class loaders of the application: driven by their companions. */
@NullMarked
package dev.larder.agent.client.companion;

import org.jspecify.annotations.NullMarked;
