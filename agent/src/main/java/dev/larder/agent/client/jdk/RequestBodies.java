package dev.larder.agent.client.jdk;

import dev.larder.engine.rules.RequestBody;
import dev.larder.policy.Reason;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.Flow;

/**
 * The bytes of a request before it is sent. Only those of publishers are read that hold them in
 * memory, as {@code BodyPublishers.ofString} and {@code ofByteArray} make them: those give the same
 * each time they are subscribed to, at once and in the calling thread. Any other publisher is the
 * program's own affair, and may have side effects or give its bytes but once.
 */
final class RequestBodies {

  /** The longest body that is read, in bytes. */
  private static final long LONGEST = 1 << 20;

  private static final Set<String> IN_MEMORY =
      Set.of(
          "jdk.internal.net.http.RequestPublishers$ByteArrayPublisher",
          "jdk.internal.net.http.RequestPublishers$StringPublisher");

  private RequestBodies() {}

  /** What can be told of a request's body. */
  static RequestBody of(HttpRequest request) {
    BodyPublisher publisher = request.bodyPublisher().orElse(null);
    long length = publisher == null ? 0 : publisher.contentLength();
    if (publisher == null || length == 0) {
      return RequestBody.of(new byte[0]);
    }
    Class<?> type = publisher.getClass();
    if (type.getModule() != HttpClient.class.getModule() || !IN_MEMORY.contains(type.getName())) {
      return RequestBody.unknown(Reason.REQUEST_BODY_NOT_IN_MEMORY);
    }
    if (length > LONGEST) {
      return RequestBody.unknown(Reason.REQUEST_BODY_TOO_LARGE);
    }
    Bytes bytes = new Bytes();
    publisher.subscribe(bytes);
    return bytes.completed && bytes.out.size() == length
        ? RequestBody.of(bytes.out.toByteArray())
        : RequestBody.unknown(Reason.REQUEST_BODY_NOT_IN_MEMORY);
  }

  /** Takes all that comes at once. */
  private static final class Bytes implements Flow.Subscriber<ByteBuffer> {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private boolean completed;

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      out.write(bytes, 0, bytes.length);
    }

    @Override
    public void onError(Throwable failure) {
      completed = false;
    }

    @Override
    public void onComplete() {
      completed = true;
    }
  }
}
