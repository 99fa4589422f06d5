package dev.larder.engine.lookup;

import dev.larder.engine.collapse.RequestCollapser;
import dev.larder.stats.FailureLog;
import dev.larder.stats.Statistics;
import dev.larder.version.VersionListener;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is the same for all requests of a cache. Built once.
 *
 * @param collapser requests under way that others wait for
 * @param pendingWrites entries that are about to be written
 * @param versions who hears of what is stored
 * @param remote the remote tier, or null while there is none
 * @param cacheStatus whether responses bear Cache-Status
 */
public record CacheParts(
    Statistics statistics,
    FailureLog failures,
    InstantSource clock,
    RequestCollapser collapser,
    PendingWrites pendingWrites,
    Supplier<VersionListener> versions,
    Supplier<@Nullable RemoteUse> remote,
    boolean cacheStatus) {}
