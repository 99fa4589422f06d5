package dev.larder.cache;

import dev.larder.cache.Resources.Found;
import dev.larder.policy.CachePlan.ToOrigin;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A request that was sent to the origin.
 *
 * @param plan why and how
 * @param target what it is about, or null if that could not be told
 * @param time when it was sent
 * @param generation of the resource when it was sent
 */
record OriginRequest(
    ToOrigin<Found> plan, @Nullable Target target, Instant time, long generation) {}
