package dev.larder.engine.lookup;

import dev.larder.config.RemoteScope;
import dev.larder.store.RemoteTier;
import java.time.Duration;

/**
 * The remote tier of a cache, and how it is used.
 *
 * @param patience how long a request waits at most for the head of an answer
 * @param scope for whom the machines act
 * @param identities whether responses of identities go there too
 */
public record RemoteUse(
    RemoteTier tier, Duration patience, RemoteScope scope, boolean identities) {}
