package okhttp3.internal.http;

import okhttp3.Headers;
import okhttp3.MediaType;
import okhttp3.ResponseBody;
import okio.BufferedSource;
import okio.Okio;
import okio.Source;
import org.jspecify.annotations.Nullable;

/** A body out of the cache, or one of which the cache gets a copy. */
final class LarderBody extends ResponseBody {

  private final @Nullable MediaType type;
  private final long length;
  private final BufferedSource source;

  LarderBody(Headers headers, long length, Source source) {
    String named = headers.get("Content-Type");
    this.type = named == null ? null : MediaType.parse(named);
    this.length = length;
    this.source = Okio.buffer(source);
  }

  @Override
  public @Nullable MediaType contentType() {
    return type;
  }

  @Override
  public long contentLength() {
    return length;
  }

  @Override
  public BufferedSource source() {
    return source;
  }
}
