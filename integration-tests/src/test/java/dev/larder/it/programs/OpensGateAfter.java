package dev.larder.it.programs;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** Collects a body and, once it has so many bytes of it, lets the origin go on. */
final class OpensGateAfter implements BodySubscriber<byte[]> {

  /** What may fail with an I/O error. */
  interface Step {
    void take() throws IOException;
  }

  private final BodySubscriber<byte[]> collector = BodySubscribers.ofByteArray();
  private final Step step;
  private long missing;

  OpensGateAfter(long bytes, Step step) {
    this.missing = bytes;
    this.step = step;
  }

  @Override
  public CompletionStage<byte[]> getBody() {
    return collector.getBody();
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    collector.onSubscribe(subscription);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    long before = missing;
    buffers.forEach(buffer -> missing -= buffer.remaining());
    collector.onNext(buffers);
    if (before > 0 && missing <= 0) {
      try {
        step.take();
      } catch (IOException e) {
        collector.onError(e);
      }
    }
  }

  @Override
  public void onError(Throwable failure) {
    collector.onError(failure);
  }

  @Override
  public void onComplete() {
    collector.onComplete();
  }
}
