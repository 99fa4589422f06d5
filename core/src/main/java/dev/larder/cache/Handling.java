package dev.larder.cache;

import dev.larder.config.Mode;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import dev.larder.http.UriNormalizer;
import dev.larder.policy.CachePlan;
import dev.larder.policy.CacheStatus;
import dev.larder.policy.Freshness;
import dev.larder.policy.Reason;
import dev.larder.policy.Replay;
import dev.larder.policy.RequestClass;
import dev.larder.policy.StoredResponse;
import dev.larder.policy.UriSecrets;
import dev.larder.stats.Outcome;
import dev.larder.store.Entry;
import dev.larder.store.EntryMetadata;
import dev.larder.version.VersionListener;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How one request was handled, in the words of RFC 9211: tells the counters, the log at debug and,
 * where that is asked for, the caller in a field of the response. Used by one thread at a time.
 */
final class Handling {

  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

  private final CacheView view;
  private final RequestHead request;
  private final RequestClass requestClass;
  private final RequestHead made;
  private CacheStatus.@Nullable Forward forwarded;
  private volatile @Nullable CacheStatus pending;
  private Reason reason = Reason.FRESH;
  private @Nullable String detail;
  private int answered;

  /**
   * @param made the request as the program made it
   */
  Handling(CacheView view, RequestHead request, RequestClass requestClass, RequestHead made) {
    this.view = view;
    this.request = request;
    this.requestClass = requestClass;
    this.made = made;
  }

  /** The method of the program's request whose response is stored. */
  String method() {
    return requestClass.isByBody() ? made.method() : "GET";
  }

  /** It goes to the network. */
  void forwarded(CachePlan.Why why) {
    forwarded = why.forward();
    reason = why.reason();
  }

  /**
   * Nothing was found because what is stored is for others.
   *
   * @param words a sentence that names what differs and the setting that may change it
   */
  void storedForOthers(String words) {
    detail = words;
  }

  /** An integration leaves it alone. */
  void passed(String words) {
    view.parts().statistics().count(Outcome.BYPASS);
    if (LOG.isDebugEnabled()) {
      CacheStatus status = CacheStatus.forwarded(CacheStatus.Forward.BYPASS).detail(words);
      LOG.debug("{}: {} ({})", request, status, words);
    }
  }

  /** The network has answered with this status. */
  void answered(int status) {
    answered = status;
  }

  /**
   * A stored response goes to the caller.
   *
   * @param why it is used
   * @return what the request gets of it; null if only the origin can tell
   */
  @Nullable Served serve(EntryMetadata metadata, Entry entry, Outcome outcome, Reason why) {
    try {
      Instant now = view.parts().clock().instant();
      boolean replay = view.mode() == Mode.REPLAY;
      StoredResponse kept = metadata.stored();
      StoredResponse stored = replay ? Replay.at(kept, now) : kept;
      Answer answer = Answer.to(request, requestClass, stored, entry, now);
      if (answer == null) {
        return null;
      }
      ResponseHead head =
          isTold()
              ? told(answer.head(), servedStatus(stored, outcome, why), why.word())
              : answer.head();
      VersionListener ledger = view.parts().versions().get();
      if (ledger != VersionListener.NONE && view.mode().stores() && metadata.serve(now)) {
        ledger.served(metadata);
      }
      view.parts().statistics().count(outcome);
      view.parts().statistics().bytesSaved.add(answer.length());
      return new Served(
          head,
          answer.body(),
          answer.mapped(),
          metadata.tls(),
          metadata.responseTime().toEpochMilli());
    } catch (RuntimeException | Error failure) {
      view.parts().failures().record("reading a response", failure);
      return null;
    }
  }

  /**
   * Counts what serving a stored response would save, which is only observed.
   *
   * @return whether it would be served
   */
  boolean wouldServe(Entry entry, Outcome outcome) {
    try {
      StoredResponse stored = entry.metadata().stored();
      Answer answer =
          Answer.to(request, requestClass, stored, entry, view.parts().clock().instant());
      if (answer == null) {
        return false;
      }
      boolean hit = outcome == Outcome.HIT;
      (hit ? view.parts().statistics().wouldHit : view.parts().statistics().wouldValidate)
          .increment();
      view.parts().statistics().bytesWouldSave.add(answer.length());
      return true;
    } catch (RuntimeException | Error failure) {
      view.parts().failures().record("reading a response", failure);
      return false;
    }
  }

  /** The reason for what is done because of the mode. */
  Reason inMode() {
    return Reason.of(view.mode());
  }

  private CacheStatus servedStatus(StoredResponse stored, Outcome outcome, Reason why) {
    Instant now = view.parts().clock().instant();
    Freshness freshness = Freshness.of(stored, view.policy(), now);
    CacheStatus status =
        switch (outcome) {
          case COLLAPSED -> CacheStatus.forwarded(CacheStatus.Forward.URI_MISS).collapsed();
          case VALIDATED -> forwardedStatus().fwdStatus(304);
          default -> CacheStatus.hit(freshness.remaining());
        };
    boolean hit = outcome == Outcome.HIT || outcome == Outcome.STALE;
    CacheStatus timed = hit ? status : status.ttl(freshness.remaining());
    return why == Reason.FRESH ? timed : timed.detail(why.word());
  }

  private CacheStatus forwardedStatus() {
    CacheStatus.Forward why = forwarded;
    return CacheStatus.forwarded(why == null ? CacheStatus.Forward.STALE : why);
  }

  /**
   * A response of the network goes to the caller. Whether it is stored is known when its body has
   * ended, so the log tells of it then; the head, which goes before, does not say that it is.
   *
   * @param refusal why it is not stored, or null if it is to be
   * @return the head that the caller sees
   */
  ResponseHead relayed(ResponseHead head, @Nullable Reason refusal) {
    view.parts().statistics().count(outcome());
    if (!isTold()) {
      return head;
    }
    CacheStatus status = forwardedStatus();
    if (answered != 0 && answered != head.status()) {
      status = status.fwdStatus(answered);
    }
    if (refusal != null) {
      return told(head, status.detail(refusal.word()), words());
    }
    pending = status;
    return shown(head, withDetail(status));
  }

  private String words() {
    return detail == null ? reason.word() : detail;
  }

  private CacheStatus withDetail(CacheStatus status) {
    return detail == null ? status : status.detail(detail);
  }

  /** A response that went to the caller is stored. */
  void stored() {
    CacheStatus status = pending;
    if (status != null) {
      log(withDetail(status.stored()), words());
    }
    pending = null;
  }

  /** A response that was to be stored is not. */
  void notStored(Reason why) {
    CacheStatus status = pending;
    if (status != null) {
      log(status.detail(why.word()), words());
    }
    pending = null;
  }

  /** The network has failed, and nothing stored stands in. */
  void failed(Throwable cause) {
    view.parts().statistics().count(outcome());
    if (LOG.isDebugEnabled()) {
      LOG.debug("{}: {}; failed ({})", shown(), forwardedStatus(), cause.toString());
    }
  }

  /** It was answered without network and without a stored response (RFC 9111 §5.2.1.7). */
  void refused(Reason why) {
    view.parts().statistics().count(Outcome.REFUSED);
    if (LOG.isDebugEnabled()) {
      LOG.debug("{}: refused ({})", shown(), why);
    }
  }

  private Outcome outcome() {
    return requestClass.mayLookUp() ? Outcome.MISS : Outcome.BYPASS;
  }

  /** Whether anybody hears of it but the counters. */
  boolean isTold() {
    return view.parts().cacheStatus() || LOG.isDebugEnabled();
  }

  private ResponseHead told(ResponseHead head, CacheStatus status, String words) {
    log(status, words);
    return shown(head, status);
  }

  private void log(CacheStatus status, String words) {
    if (LOG.isDebugEnabled()) {
      LOG.debug("{}: {} ({})", shown(), status, words);
    }
  }

  private ResponseHead shown(ResponseHead head, CacheStatus status) {
    return view.parts().cacheStatus()
        ? head.withHeaders(status.key(request.uri()).appendedTo(head.headers()))
        : head;
  }

  /** The request as the log shows it: what its URI tells of credentials is left out. */
  private String shown() {
    String uri = UriNormalizer.asSent(request.uri());
    return made.method() + ' ' + UriSecrets.redacted(uri, view.policy().identity());
  }
}
