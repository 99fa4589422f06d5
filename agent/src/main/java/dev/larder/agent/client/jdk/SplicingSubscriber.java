package dev.larder.agent.client.jdk;

import dev.larder.engine.write.PartialMerge;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;

/**
 * The caller's own subscriber, which gets stored bytes before and after those of the network: with
 * the first and the last of its items, so that the demand stays what it was.
 */
final class SplicingSubscriber<T> implements BodySubscriber<T> {

  private final BodySubscriber<T> subscriber;
  private final PartialMerge merge;
  private long received;
  private boolean begun;
  private boolean ended;

  SplicingSubscriber(BodySubscriber<T> subscriber, PartialMerge merge) {
    this.subscriber = subscriber;
    this.merge = merge;
  }

  BodySubscriber<T> subscriber() {
    return subscriber;
  }

  @Override
  public CompletionStage<T> getBody() {
    return subscriber.getBody();
  }

  @Override
  public void onSubscribe(Subscription subscription) {
    subscriber.onSubscribe(subscription);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    List<ByteBuffer> item = new ArrayList<>();
    if (!begun) {
      begun = true;
      addStored(merge.before(), item);
    }
    for (ByteBuffer buffer : buffers) {
      received += buffer.remaining();
      item.add(buffer);
    }
    if (received == merge.middle() && !ended) {
      ended = true;
      addStored(merge.after(), item);
    }
    subscriber.onNext(item);
  }

  /** Adds stored bytes, or copies of them: see {@link MappedBody}. */
  private void addStored(List<ByteBuffer> stored, List<ByteBuffer> item) {
    try {
      for (ByteBuffer buffer : stored) {
        if (buffer.isDirect() && !MappedBody.mayGoTo(subscriber)) {
          item.addAll(MappedBody.copy(buffer));
        } else {
          item.add(buffer);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // which the client gives to the caller
    }
  }

  @Override
  public void onError(Throwable error) {
    subscriber.onError(error);
  }

  @Override
  public void onComplete() {
    if (received == merge.middle()) {
      subscriber.onComplete();
    } else {
      subscriber.onError(
          new IOException("The body has " + received + " bytes instead of " + merge.middle()));
    }
  }
}
