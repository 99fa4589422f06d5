package dev.larder.cache;

import dev.larder.stats.Statistics;
import dev.larder.version.VersionListener;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * What is the same for all requests of a cache. Built once.
 *
 * @param flights requests under way that others wait for
 * @param plain memo of primary keys
 * @param unwritten entries that are about to be written
 * @param versions who hears of what is stored
 * @param cacheStatus whether responses bear Cache-Status
 */
record CacheParts(
    Statistics statistics,
    FailureLog failures,
    InstantSource clock,
    Flights flights,
    PlainResources plain,
    Unwritten unwritten,
    Supplier<VersionListener> versions,
    boolean cacheStatus) {}
