package dev.larder.engine.write;

import dev.larder.engine.lookup.CacheView;
import dev.larder.engine.lookup.PrimaryKey;
import dev.larder.engine.lookup.VariantIndex.EntryCandidate;
import dev.larder.http.ContentRange;
import dev.larder.http.DeltaSeconds;
import dev.larder.http.EntityTag;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import dev.larder.policy.Reason;
import dev.larder.policy.Storability;
import dev.larder.policy.StorableHeaders;
import dev.larder.policy.identity.Vary;
import dev.larder.store.EntryMetadata;
import dev.larder.store.TlsFacts;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether a response of the network is stored, and with which metadata. */
public final class StorePlan {

  private StorePlan() {}

  /** Why a response to a request whose responses may be stored is not, or null if it is. */
  public static @Nullable Reason refusal(
      CacheView view,
      RequestHead request,
      @Nullable EntryCandidate selected,
      ResponseHead head,
      @Nullable PartialMerge merge) {
    boolean part = head.status() == 206;
    Storability storability =
        part
            ? Storability.judgePartial(request, head, view.policy())
            : Storability.judge(request, head, view.policy());
    if (!storability.storable()) {
      return storability.reason();
    }
    if (endsWithConnection(head)) {
      return Reason.CLOSE_DELIMITED;
    }
    if (part && isHeldWhole(selected, head)) {
      return Reason.WHOLE_STORED;
    }
    long length = merge == null ? length(head) : merge.length();
    return length > view.storage().store().maxEntrySize() ? Reason.TOO_LARGE : null;
  }

  /** Whether the whole of which this is a part is stored (RFC 9110 §8.8.3.2). */
  private static boolean isHeldWhole(@Nullable EntryCandidate held, ResponseHead part) {
    EntityTag tag = EntityTag.of(part.headers());
    EntityTag heldTag = held == null ? null : EntityTag.of(held.stored().head().headers());
    return held != null
        && held.stored().head().status() == 200
        && tag != null
        && heldTag != null
        && heldTag.matchesStrongly(tag);
  }

  /** Whether nothing tells a complete body from one that was cut off (RFC 9112 §8). */
  private static boolean endsWithConnection(ResponseHead head) {
    return head.version().startsWith("HTTP/1")
        && head.status() != 204
        && !head.headers().contains("Content-Length")
        && !head.headers().contains("Transfer-Encoding");
  }

  /** The length of a response's body in bytes as its head tells, or -1. */
  public static long length(ResponseHead head) {
    ContentRange part = head.status() == 206 ? ContentRange.of(head.headers()) : null;
    if (part != null && part.isSatisfied()) {
      return part.length();
    }
    String value = head.headers().first("Content-Length");
    try {
      return value == null ? -1 : Long.parseLong(value);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  /**
   * The metadata of the entry. A response to POST is stored under what it has just invalidated (RFC
   * 9111 §4.4), so it counts as asked for after that; how long it took is part of its Age.
   *
   * @param method for which it is stored
   */
  public static EntryMetadata metadata(
      CacheView view,
      RequestHead request,
      ResponseHead head,
      String method,
      PrimaryKey resource,
      Instant requestTime,
      Instant responseTime,
      @Nullable TlsFacts tls,
      long generation) {
    boolean invalidates = !request.method().equals("GET");
    Instant arrived = invalidates ? responseTime.plus(1, ChronoUnit.MICROS) : responseTime;
    ResponseHead received =
        invalidates ? delayed(head, Duration.between(requestTime, responseTime)) : head;
    ResponseHead kept = StorableHeaders.forStoring(received, view.policy());
    return new EntryMetadata(
        resource.uri(),
        method,
        kept,
        Vary.of(kept.headers()).select(request, view.identities().masking(true)),
        invalidates ? arrived : requestTime,
        arrived,
        List.of(),
        tls,
        generation);
  }

  private static ResponseHead delayed(ResponseHead head, Duration delay) {
    long seconds = delay.toSeconds();
    return seconds <= 0
        ? head
        : head.withHeaders(
            head.headers().with("Age", String.valueOf(DeltaSeconds.age(head.headers()) + seconds)));
  }
}
