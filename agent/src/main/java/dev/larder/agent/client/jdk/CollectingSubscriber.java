package dev.larder.agent.client.jdk;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;

/**
 * The caller's own subscriber, with every buffer of the network shown to a collector on its way.
 * The buffers reach the caller at the same moment and in the same shape as without it.
 */
final class CollectingSubscriber<T> implements BodySubscriber<T> {

  private final BodySubscriber<T> subscriber;
  private final GuardedCollector collector;

  CollectingSubscriber(BodySubscriber<T> subscriber, GuardedCollector collector) {
    this.subscriber = subscriber;
    this.collector = collector;
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
    subscriber.onSubscribe(
        new Subscription() {
          @Override
          public void request(long n) {
            subscription.request(n);
          }

          @Override
          public void cancel() {
            collector.abort();
            subscription.cancel();
          }
        });
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    List<ByteBuffer> own = new ArrayList<>(buffers.size());
    for (ByteBuffer buffer : buffers) {
      own.add(buffer.duplicate());
    }
    try {
      subscriber.onNext(buffers);
    } catch (RuntimeException | Error thrownBySubscriber) {
      collector.abort();
      throw thrownBySubscriber;
    }
    collector.write(own);
  }

  @Override
  public void onError(Throwable error) {
    collector.abort();
    subscriber.onError(error);
  }

  /** The caller does not wait until the entry is written, but its next request finds it. */
  @Override
  public void onComplete() {
    Runnable write = collector.completeLater();
    try {
      subscriber.onComplete();
    } finally {
      write.run();
    }
  }
}
