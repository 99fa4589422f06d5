/** What lives as long as the JVM: settings, counters and the cache itself. */
@NullMarked
package dev.larder.agent.runtime;

import org.jspecify.annotations.NullMarked;
