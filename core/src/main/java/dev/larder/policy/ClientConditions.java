package dev.larder.policy;

import dev.larder.http.EntityTag;
import dev.larder.http.FieldSyntax;
import dev.larder.http.Headers;
import dev.larder.http.HttpDate;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * The caller's own conditions, answered from a response that may be reused as it is (RFC 9111
 * §4.3.2, RFC 9110 §13).
 */
public final class ClientConditions {

  /** Fields that a 304 leaves out, because they describe a body (RFC 9110 §15.4.5). */
  private static final Set<String> OF_BODY =
      Set.of(
          ("content-encoding content-language content-length content-range content-type"
                  + " accept-ranges")
              .split(" "));

  /** The answer to a conditional request. */
  public enum Verdict {
    /** The caller has it already: answer {@link #notModified}. */
    NOT_MODIFIED,
    /** The caller hasn't: answer with the stored response. */
    FULL,
    /** Not for a cache to decide: send the request on. */
    FORWARD
  }

  private ClientConditions() {}

  /**
   * Evaluates If-None-Match, which if present leaves If-Modified-Since without effect (RFC 9110
   * §13.2.2), or else If-Modified-Since. Conditions on anything but a success count for nothing. An
   * If-None-Match out of grammar goes to the origin, an If-Modified-Since out of grammar is
   * ignored. If-Range belongs to {@link Ranges}.
   */
  public static Verdict evaluate(RequestHead request, StoredResponse stored) {
    Headers asked = request.headers();
    int status = stored.head().status();
    if (status == 206 || asked.contains("If-Match") || asked.contains("If-Unmodified-Since")) {
      return Verdict.FORWARD;
    }
    if (!Statuses.isSuccess(status)) {
      return Verdict.FULL;
    }
    if (asked.contains("If-None-Match")) {
      return noneMatch(asked.all("If-None-Match"), stored.head().headers());
    }
    return modifiedSince(asked, stored) ? Verdict.FULL : Verdict.NOT_MODIFIED;
  }

  private static Verdict noneMatch(List<String> lines, Headers stored) {
    if (lines.size() == 1 && lines.get(0).equals("*")) {
      return Verdict.NOT_MODIFIED;
    }
    List<EntityTag> tags = EntityTag.list(lines);
    if (tags == null || tags.isEmpty()) {
      return Verdict.FORWARD;
    }
    EntityTag tag = EntityTag.of(stored);
    return tag != null && tags.stream().anyMatch(tag::matchesWeakly)
        ? Verdict.NOT_MODIFIED
        : Verdict.FULL;
  }

  /** Whether it is newer than asked, by Last-Modified, else Date, else arrival. */
  private static boolean modifiedSince(Headers asked, StoredResponse stored) {
    Instant reference = stored.responseTime();
    Instant since = HttpDate.of(asked, "If-Modified-Since", reference);
    if (since == null) {
      return true;
    }
    Headers headers = stored.head().headers();
    Instant modified = HttpDate.of(headers, "Last-Modified", reference);
    if (modified == null) {
      modified = HttpDate.of(headers, "Date", reference);
    }
    return (modified == null ? reference : modified).isAfter(since);
  }

  /** The 304 for a caller: the stored head with Age and Date, less what describes the body. */
  public static ResponseHead notModified(StoredResponse stored, Instant now) {
    return new ResponseHead(
        304,
        stored.head().version(),
        stored.served(now).headers().without(name -> OF_BODY.contains(FieldSyntax.lower(name))));
  }
}
