package dev.larder.engine.report;

import dev.larder.engine.lookup.CacheView;
import dev.larder.engine.lookup.CachedRepresentation;
import dev.larder.engine.rules.RuledRequest;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import dev.larder.http.UriNormalizer;
import dev.larder.policy.CachePlan;
import dev.larder.policy.CacheStatus;
import dev.larder.policy.Freshness;
import dev.larder.policy.Reason;
import dev.larder.policy.RequestClass;
import dev.larder.policy.StoredResponse;
import dev.larder.policy.identity.UriSecrets;
import dev.larder.stats.Counter;
import dev.larder.stats.Events;
import dev.larder.stats.LastRequests;
import dev.larder.stats.Outcome;
import dev.larder.stats.Statistics;
import dev.larder.stats.Tally;
import dev.larder.store.Entry;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How one request was handled, in the words of RFC 9211. Tells the log at debug and, where that is
 * asked for, the caller in a field of the response, when that is decided. Counts the request once,
 * when the response is delivered: what was decided may be decided anew before. Used by one thread
 * at a time.
 */
public final class OutcomeRecorder {

  /** Where the log of requests goes; named so that users can select it. */
  private static final Logger LOG = LoggerFactory.getLogger("dev.larder.engine.Exchange");

  private final CacheView view;
  private final RequestHead request;
  private final RequestClass requestClass;
  private final RequestHead made;
  private CacheStatus.@Nullable Forward forwarded;
  private volatile @Nullable CacheStatus pending;
  private Reason reason = Reason.FAILURE;
  private @Nullable String detail;
  private int answered;
  private final Tally tally;
  private final List<Tally> ruled;

  /** When it began, as {@link System#nanoTime}; 0 if its time is not taken. */
  private final long begun;

  /** Hears of its end while somebody records requests, or null. */
  private final Events.@Nullable Request recorded;

  /** When it went to the network, as {@link System#nanoTime}. */
  private long sent;

  /** How the request ends with the response that was decided last; null if none was. */
  private @Nullable Outcome decided;

  /** The stored response that it is, or null. */
  private @Nullable StoredResponse served;

  /** Bytes of its body that this response saves. */
  private long saved;

  private boolean inMemory;
  private Reason servedBecause = Reason.FRESH;

  private @Nullable Observed observed;
  private boolean counted;

  /** What became of storing its response, as {@link LastRequests.Last} has it. */
  private String storing = "";

  /** How the request would have ended in another mode, and the bytes that this would have saved. */
  private record Observed(Outcome outcome, long bytes) {}

  /**
   * @param requestClass how the cache takes part in it
   * @param tally of the client and the host
   */
  public OutcomeRecorder(RuledRequest ruled, RequestClass requestClass, Tally tally) {
    this.view = ruled.view();
    this.request = ruled.request();
    this.requestClass = requestClass;
    this.made = ruled.made();
    this.tally = tally;
    this.ruled = ruled.tallies();
    this.begun = tally.start();
    this.recorded = view.parts().statistics().recorded();
  }

  /** The method of the program's request whose response is stored. */
  public String method() {
    return requestClass.isByBody() ? made.method() : "GET";
  }

  /** It goes to the network. */
  public void forwarded(CachePlan.Why why) {
    forwarded = why.forward();
    reason = why.reason();
    sent = System.nanoTime();
  }

  /**
   * Nothing was found because what is stored is for others.
   *
   * @param words a sentence that names what differs and the setting that may change it
   */
  public void storedForOthers(String words) {
    detail = words;
  }

  /** An integration leaves it alone. */
  public void passed(Reason why) {
    reason = why;
    bypassed();
    if (LOG.isDebugEnabled()) {
      CacheStatus status = CacheStatus.forwarded(CacheStatus.Forward.BYPASS).detail(why.word());
      LOG.debug("{}: {} ({})", request, status, why);
    }
  }

  /**
   * The caller gets what it would get without a cache. Counts that, unless something is counted.
   */
  public void bypassed() {
    decided(Outcome.BYPASS);
    delivered();
  }

  /** It ends with a response that is not a stored one. */
  private void decided(Outcome outcome) {
    decided = outcome;
    served = null;
  }

  /** The client has handed out the response that was decided last. Counts the request once. */
  public void delivered() {
    Outcome outcome = decided;
    if (counted || outcome == null) {
      return;
    }
    counted = true;
    count(tally, outcome);
    for (Tally rule : ruled) {
      count(rule, outcome);
    }
    boolean local = servedBecause != Reason.REMOTE;
    if (begun != 0 && local && (outcome == Outcome.HIT || outcome == Outcome.STALE)) {
      tally.hitTook(System.nanoTime() - begun);
    }
    if (recorded != null) {
      String why = served == null ? reason.word() : servedBecause.word();
      recorded.delivered(shown(), outcome, why, served == null ? 0 : saved);
    }
    remember();
    view.parts().statistics().changed();
  }

  /** Keeps for people what became of it, unless it was served without a question to the origin. */
  private void remember() {
    Outcome outcome = decided;
    boolean servedOnly =
        outcome == Outcome.HIT || outcome == Outcome.STALE || outcome == Outcome.COLLAPSED;
    if (outcome != null && !servedOnly) {
      String why = served == null ? reason.word() : servedBecause.word();
      view.parts()
          .statistics()
          .last()
          .put(
              lastKey(made),
              new LastRequests.Last(view.parts().clock().instant(), outcome, why, storing));
    }
  }

  /** What a request is remembered by: its method and URL. */
  public static String lastKey(RequestHead request) {
    return request.method() + ' ' + UriNormalizer.asSent(request.uri());
  }

  private void count(Tally to, Outcome outcome) {
    StoredResponse stored = served;
    to.add(outcome.counter(inMemory), 1);
    if (stored == null) {
      to.notServed(reason.word());
    } else {
      to.add(Counter.BYTES_SAVED, saved);
      if (outcome != Outcome.VALIDATED) {
        to.add(Counter.MICROS_SAVED, stored.delayMicros());
      }
    }
    Observed would = observed;
    if (would != null) {
      to.add(would.outcome == Outcome.HIT ? Counter.WOULD_HIT : Counter.WOULD_VALIDATE, 1);
      to.add(Counter.BYTES_WOULD_SAVE, would.bytes);
    }
  }

  /** The remote tier has told after so many nanoseconds whether it has the response. */
  public void remoteTook(long nanos) {
    tally.remoteTook(nanos);
  }

  /** A body of the network has ended, after so many bytes. */
  public void received(long bytes) {
    add(Counter.BYTES_FROM_NETWORK, bytes);
  }

  /** Adds to a counter of the request's client, host and rules. */
  public void add(Counter counter, long number) {
    tally.add(counter, number);
    for (Tally rule : ruled) {
      rule.add(counter, number);
    }
  }

  /** The network has answered with this status. */
  public void answered(int status) {
    answered = status;
    if (sent != 0) {
      tally.networkTook(System.nanoTime() - sent);
    }
  }

  /**
   * A stored response goes to the caller.
   *
   * @param head of what the request gets of it
   * @param length of the body that goes to the caller, in bytes
   * @param inMemory whether the body comes from the memory tier
   * @param why it is used
   * @return the head that the caller sees
   */
  public ResponseHead served(
      ResponseHead head,
      StoredResponse stored,
      long length,
      boolean inMemory,
      Outcome outcome,
      Reason why) {
    ResponseHead seen =
        isTold() ? told(head, servedStatus(stored, outcome, why), why.word()) : head;
    decided = outcome;
    served = stored;
    saved = length;
    this.inMemory = inMemory;
    servedBecause = why;
    return seen;
  }

  /** Notes what serving a stored response would save, which is only observed. */
  public void wouldServe(Entry entry, Outcome outcome) {
    try {
      StoredResponse stored = entry.metadata().stored();
      CachedRepresentation part =
          CachedRepresentation.to(
              request, requestClass, stored, entry, view.parts().clock().instant());
      if (part != null) {
        observed = new Observed(outcome, part.length());
      }
    } catch (RuntimeException | Error failure) {
      view.parts().failures().record("reading a response", failure);
    }
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
  public ResponseHead relayed(ResponseHead head, @Nullable Reason refusal) {
    decided(outcome());
    if (refusal != null) {
      countNotStored(refusal);
    }
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

  /**
   * A response that went to the caller is stored.
   *
   * @param bytes of its body
   */
  public void stored(long bytes) {
    add(Counter.STORED, 1);
    became(LastRequests.Last.STORED);
    Statistics statistics = view.parts().statistics();
    if (statistics.isRecorded()) {
      statistics.stored(shown(), bytes);
    }
    CacheStatus status = pending;
    if (status != null) {
      log(withDetail(status.stored()), words());
    }
    pending = null;
  }

  /** A response that was to be stored is not. */
  public void notStored(Reason why) {
    countNotStored(why);
    CacheStatus status = pending;
    if (status != null) {
      log(status.detail(why.word()), words());
    }
    pending = null;
  }

  /** Storing the response has ended. */
  private void became(String word) {
    storing = word;
    if (counted) {
      remember();
    }
  }

  private void countNotStored(Reason why) {
    became(why.word());
    if (requestClass.mayLookUp()) {
      tally.notStored(why.word());
      for (Tally rule : ruled) {
        rule.notStored(why.word());
      }
    }
  }

  /** The network has failed, and nothing stored stands in. */
  public void failed(Throwable cause) {
    decided(outcome());
    delivered();
    if (LOG.isDebugEnabled()) {
      LOG.debug("{}: {}; failed ({})", shown(), forwardedStatus(), cause.toString());
    }
  }

  /** It was answered without network and without a stored response (RFC 9111 §5.2.1.7). */
  public void refused(Reason why) {
    reason = why;
    decided(Outcome.REFUSED);
    if (LOG.isDebugEnabled()) {
      LOG.debug("{}: refused ({})", shown(), why);
    }
  }

  private Outcome outcome() {
    return requestClass.mayLookUp() ? Outcome.MISS : Outcome.BYPASS;
  }

  /** Whether anybody hears of it but the counters. */
  public boolean isTold() {
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
