package dev.larder.agent.client.jdk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.larder.engine.rules.RequestBody;
import dev.larder.policy.Reason;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RequestBodiesTest {
  private static final byte[] TEXT = "what is it?".getBytes(StandardCharsets.UTF_8);

  private static RequestBody of(BodyPublisher publisher) {
    return RequestBodies.of(
        HttpRequest.newBuilder(URI.create("http://a.example/")).POST(publisher).build());
  }

  @Test
  void whatLiesInMemoryIsReadAsOftenAsItIsAskedFor() {
    BodyPublisher text = BodyPublishers.ofString("what is it?");
    assertEquals(RequestBody.of(TEXT), of(text));
    assertEquals(RequestBody.of(TEXT), of(text));
    assertEquals(RequestBody.of(TEXT), of(BodyPublishers.ofByteArray(TEXT)));
    byte[] large = new byte[1 << 20];
    large[large.length - 1] = 1;
    assertEquals(RequestBody.of(large), of(BodyPublishers.ofByteArray(large)));
  }

  @Test
  void noBodyIsAnEmptyOne() {
    assertEquals(RequestBody.of(new byte[0]), of(BodyPublishers.noBody()));
    assertEquals(
        RequestBody.of(new byte[0]),
        RequestBodies.of(HttpRequest.newBuilder(URI.create("http://a.example/")).build()));
  }

  @Test
  void aBodyThatIsTooLargeIsNotRead() {
    assertEquals(
        RequestBody.unknown(Reason.REQUEST_BODY_TOO_LARGE),
        of(BodyPublishers.ofByteArray(new byte[(1 << 20) + 1])));
  }

  @Test
  void noOtherPublisherIsSubscribedTo() {
    AtomicInteger subscriptions = new AtomicInteger();
    BodyPublisher own =
        new BodyPublisher() {
          @Override
          public long contentLength() {
            return TEXT.length;
          }

          @Override
          public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
            subscriptions.incrementAndGet();
          }
        };
    for (BodyPublisher publisher :
        List.of(
            own,
            BodyPublishers.fromPublisher(own, TEXT.length),
            BodyPublishers.ofByteArrays(List.of(TEXT)),
            BodyPublishers.ofInputStream(
                () -> {
                  subscriptions.incrementAndGet();
                  return new ByteArrayInputStream(TEXT);
                }))) {
      assertEquals(RequestBody.unknown(Reason.REQUEST_BODY_NOT_IN_MEMORY), of(publisher));
    }
    assertEquals(0, subscriptions.get());
  }
}
