package dev.larder.agent.cli.archive;

import dev.larder.config.Configuration;
import dev.larder.engine.Exchange;
import dev.larder.engine.Forward;
import dev.larder.engine.ResponseDecision;
import dev.larder.engine.write.EntryRecorder;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import dev.larder.local.LocalCache;
import dev.larder.policy.PolicySettings;
import dev.larder.policy.Reason;
import dev.larder.policy.Storability;
import dev.larder.policy.identity.Credentials;
import dev.larder.store.TlsFacts;
import java.io.IOException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Stores responses of archives as if the network had brought them: by the same rules, under keys
 * that are made here, and only where nothing later is stored.
 */
public final class EntryImport {

  /** Why nothing else of an archive can be stored either. */
  private static final Set<Reason> ENDS =
      EnumSet.of(
          Reason.DISK_FULL,
          Reason.MIN_FREE,
          Reason.DIR_UNUSABLE,
          Reason.INVALIDATIONS_UNKNOWN,
          Reason.FAILURE);

  private final LocalCache cache;
  private final PolicySettings policy;

  public EntryImport(LocalCache cache, Configuration configuration) {
    this.cache = cache;
    this.policy = PolicySettings.of(configuration.settings());
  }

  /**
   * A response of an archive.
   *
   * @param tls the session over which it came, or null
   * @param sent when its request was sent
   * @param received when it came
   */
  public record Given(
      RequestHead request,
      ResponseHead response,
      @Nullable TlsFacts tls,
      Instant sent,
      Instant received) {}

  /** Writes a body to its end; throws if that is not what it should be. */
  public interface Body {
    void writeTo(EntryRecorder recorder) throws IOException;
  }

  /** The cache can store nothing. */
  public static final class CannotStoreException extends IOException {
    private static final long serialVersionUID = 1;

    CannotStoreException(Reason why) {
      super(why.sentence());
    }
  }

  /** Whether a request shows whose its response is. */
  public boolean isIdentified(Given given) {
    return Credentials.in(given.request, policy.identity());
  }

  /** Whether a response says itself that it is for everybody, whoever has asked. */
  public boolean isForAll(Given given) {
    RequestHead asUser =
        RequestHead.get(
            given.request.uri(), given.request.headers().with("Authorization", "of somebody"));
    return Storability.isCommon(asUser, given.response, policy);
  }

  /**
   * Stores a response, in one step, or leaves everything as it is.
   *
   * @return why it is not stored, or null if it is; {@link Reason#SUPERSEDED} if a later one is
   *     there
   * @throws CannotStoreException if the cache can store nothing
   * @throws IOException if the body can't be read, or is not what it should be
   */
  public @Nullable Reason store(Given given, Body body) throws IOException {
    Reason refusal = offer(given, body);
    if (refusal != null && ENDS.contains(refusal)) {
      throw new CannotStoreException(refusal);
    }
    return refusal;
  }

  private @Nullable Reason offer(Given given, Body body) throws IOException {
    Exchange exchange = cache.http().exchange(given.request);
    if (!(exchange.begin(Exchange.Options.GIVEN) instanceof Forward forward)) {
      return Reason.of(cache.modes().mode());
    }
    ResponseDecision.Relay relay =
        forward.imported(given.response, given.tls, given.sent, given.received);
    EntryRecorder recorder = relay.recorder();
    try {
      if (relay.refusal() == null) {
        body.writeTo(recorder);
        recorder.complete();
        return recorder.refusal();
      }
      return relay.refusal();
    } finally {
      recorder.abort(); // without effect on one that is complete
    }
  }
}
