package dev.larder.bridge;

import java.io.InputStream;
import java.util.List;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** A response as the caller gets it from the cache. */
public final class ServedReply {

  public final int status;

  /** {@code HTTP/1.0}, {@code HTTP/1.1} or {@code HTTP/2}. */
  public final String version;

  /** The reason phrase; empty for HTTP/2. */
  public final String reason;

  /** Names and values by turns. */
  public final List<String> fields;

  /** The length of the body in bytes. */
  public final long length;

  /** The body; one thread at a time may read it. */
  public final InputStream body;

  /** The session that the response came over; null if it was without TLS, or is not known. */
  public final @Nullable SSLSession tls;

  /** A response. */
  public ServedReply(
      int status,
      String version,
      String reason,
      List<String> fields,
      long length,
      InputStream body,
      @Nullable SSLSession tls) {
    this.status = status;
    this.version = version;
    this.reason = reason;
    this.fields = fields;
    this.length = length;
    this.body = body;
    this.tls = tls;
  }

  /** The first value of a field, or null; names are compared without regard to case. */
  public @Nullable String field(String name) {
    for (int i = 0; i < fields.size(); i += 2) {
      if (fields.get(i).equalsIgnoreCase(name)) {
        return fields.get(i + 1);
      }
    }
    return null;
  }
}
