package dev.larder.agent.client.jdk;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/** A subscriber that notes its signals, and throws or asks for more where it is told to. */
final class Recorder implements BodySubscriber<String> {

  final List<String> signals = new ArrayList<>();
  final CompletableFuture<String> body = new CompletableFuture<>();
  @Nullable Subscription subscription;
  String broken = "";

  /** What is asked for within onSubscribe; 0 for nothing. */
  long asks;

  boolean cancelsWithNext;

  private boolean busy;

  private void signal(String name, String shown, Runnable action) {
    if (busy) {
      signals.add("re-entered by " + name);
    }
    busy = true;
    try {
      signals.add(shown);
      if (broken.equals(name)) {
        throw new IllegalStateException("broken at " + name);
      }
      action.run();
    } finally {
      busy = false;
    }
  }

  /** Asks from outside any signal. */
  void request(long n) {
    given().request(n);
  }

  void cancel() {
    given().cancel();
  }

  private Subscription given() {
    Subscription given = subscription;
    if (given == null) {
      throw new AssertionError("not subscribed");
    }
    return given;
  }

  @Override
  public CompletionStage<String> getBody() {
    if (broken.equals("getBody")) {
      throw new IllegalStateException("broken at getBody");
    }
    return body;
  }

  @Override
  public void onSubscribe(Subscription given) {
    subscription = given;
    signal(
        "onSubscribe",
        "subscribed",
        () -> {
          if (asks != 0) {
            given.request(asks);
          }
        });
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    StringBuilder text = new StringBuilder();
    buffers.forEach(buffer -> text.append(UTF_8.decode(buffer)));
    signal(
        "onNext",
        "next " + text,
        () -> {
          if (cancelsWithNext) {
            cancel();
          }
        });
  }

  @Override
  public void onError(Throwable failure) {
    signal("onError", "error " + failure.getMessage(), () -> {});
    body.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    signal("onComplete", "complete", () -> body.complete("done"));
  }
}
