package dev.larder.policy;

import dev.larder.http.FieldSyntax;
import dev.larder.http.HttpDate;
import dev.larder.http.ResponseHead;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** URLs that bear a signature in their query which ends, as those of object stores. */
public final class SignedUrl {

  private static final DateTimeFormatter BASIC =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  /** The longest time that a client needs to follow a redirect. */
  private static final Duration MARGIN = Duration.ofSeconds(10);

  private SignedUrl() {}

  /**
   * How long after its arrival a response may send clients to a URL: AWS and Google (X-Amz-Date,
   * X-Amz-Expires), CloudFront and older ones (Expires), Azure (se).
   *
   * @return null if the URL is not signed; zero if the end can't be told
   */
  public static @Nullable Duration validity(URI url, ResponseHead response) {
    Map<String, String> query = query(url);
    Instant end;
    try {
      if (query.containsKey("x-amz-signature")) {
        end = end(query.get("x-amz-date"), query.get("x-amz-expires"));
      } else if (query.containsKey("x-goog-signature")) {
        end = end(query.get("x-goog-date"), query.get("x-goog-expires"));
      } else if (query.containsKey("signature")) {
        end = Instant.ofEpochSecond(Long.parseLong(query.getOrDefault("expires", "")));
      } else if (query.containsKey("sig") && query.containsKey("se")) {
        end = Instant.parse(query.get("se"));
      } else {
        return null;
      }
    } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
      return Duration.ZERO;
    }
    Instant date = HttpDate.of(response.headers(), "Date", null);
    if (date == null) {
      return Duration.ZERO;
    }
    Duration left = Duration.between(date, end).minus(MARGIN);
    return left.isNegative() ? Duration.ZERO : left;
  }

  private static Instant end(@Nullable String date, @Nullable String seconds) {
    return Instant.from(BASIC.parse(date == null ? "" : date))
        .plusSeconds(Long.parseLong(seconds == null ? "" : seconds));
  }

  /** Values by the names of parameters in lower case, a colon decoded. */
  private static Map<String, String> query(URI url) {
    Map<String, String> values = new HashMap<>();
    String query = url.getRawQuery();
    for (String parameter : query == null ? new String[0] : query.split("&", -1)) {
      int equals = parameter.indexOf('=');
      if (equals > 0) {
        values.put(
            FieldSyntax.lower(parameter.substring(0, equals)),
            parameter.substring(equals + 1).replace("%3A", ":").replace("%3a", ":"));
      }
    }
    return values;
  }
}
