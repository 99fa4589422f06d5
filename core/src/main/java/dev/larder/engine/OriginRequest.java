package dev.larder.engine;

import dev.larder.engine.lookup.ExchangeKeys;
import dev.larder.engine.lookup.VariantIndex.EntryCandidate;
import dev.larder.policy.CachePlan.ToOrigin;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A request that was sent to the origin.
 *
 * @param plan why and how
 * @param keys what it is about, or null if that could not be told
 * @param time when it was sent
 * @param generation of the resource when it was sent
 */
record OriginRequest(
    ToOrigin<EntryCandidate> plan, @Nullable ExchangeKeys keys, Instant time, long generation) {}
