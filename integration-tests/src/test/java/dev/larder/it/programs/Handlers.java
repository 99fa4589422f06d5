package dev.larder.it.programs;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Every body handler of the JDK and two of one's own. */
final class Handlers {

  private final Path directory;
  private final AtomicInteger files = new AtomicInteger();

  Handlers(Path directory) {
    this.directory = directory;
  }

  /** By name; each call of a supplier gives a new one. */
  Map<String, Supplier<BodyHandler<?>>> all() {
    Map<String, Supplier<BodyHandler<?>>> handlers = new LinkedHashMap<>();
    handlers.put("ofByteArray", BodyHandlers::ofByteArray);
    handlers.put("ofString", BodyHandlers::ofString);
    handlers.put("ofString utf-16", () -> BodyHandlers.ofString(StandardCharsets.UTF_16));
    handlers.put("ofLines", BodyHandlers::ofLines);
    handlers.put("ofInputStream", BodyHandlers::ofInputStream);
    handlers.put("ofPublisher", BodyHandlers::ofPublisher);
    handlers.put("discarding", BodyHandlers::discarding);
    handlers.put("replacing", () -> BodyHandlers.replacing("instead"));
    handlers.put("ofFile", this::file);
    handlers.put("buffering", () -> BodyHandlers.buffering(BodyHandlers.ofByteArray(), 777));
    handlers.put("ofByteArrayConsumer", Handlers::consumer);
    handlers.put("fromSubscriber", () -> BodyHandlers.fromSubscriber(new Counting(), c -> c.text));
    handlers.put(
        "fromLineSubscriber",
        () -> BodyHandlers.fromLineSubscriber(new CountingLines(), c -> c.text, null));
    handlers.put("mapping", () -> (BodyHandler<String>) info -> mapping());
    handlers.put("own", () -> (BodyHandler<String>) Own::new);
    limiting(handlers, "limiting", Long.MAX_VALUE);
    limiting(handlers, "limiting to 3 bytes", 3);
    return handlers;
  }

  /** For a response with a Content-Disposition. */
  BodyHandler<Path> download() throws IOException {
    Path target = Files.createDirectory(directory.resolve("d" + files.incrementAndGet()));
    return BodyHandlers.ofFileDownload(target, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private BodyHandler<Path> file() {
    return BodyHandlers.ofFile(directory.resolve("f" + files.incrementAndGet()));
  }

  private static BodyHandler<?> consumer() {
    AtomicInteger bytes = new AtomicInteger();
    AtomicInteger ends = new AtomicInteger();
    return info ->
        BodySubscribers.mapping(
            BodySubscribers.ofByteArrayConsumer(
                part ->
                    part.ifPresentOrElse(b -> bytes.addAndGet(b.length), ends::incrementAndGet)),
            nothing -> bytes + " bytes, " + ends + " end");
  }

  private static BodySubscriber<String> mapping() {
    return BodySubscribers.mapping(
        BodySubscribers.ofString(StandardCharsets.UTF_8),
        text -> new StringBuilder(text).reverse().toString());
  }

  /** BodyHandlers.limiting, where the JDK has it. */
  private static void limiting(
      Map<String, Supplier<BodyHandler<?>>> handlers, String name, long capacity) {
    try {
      Method limiting = BodyHandlers.class.getMethod("limiting", BodyHandler.class, long.class);
      handlers.put(
          name,
          () -> {
            try {
              return (BodyHandler<?>) limiting.invoke(null, BodyHandlers.ofByteArray(), capacity);
            } catch (IllegalAccessException | InvocationTargetException e) {
              throw new IllegalStateException(e);
            }
          });
    } catch (NoSuchMethodException e) {
      // This JDK has none.
    }
  }

  /** Notes what it is shown of the response and the order of the signals. */
  private static final class Own implements BodySubscriber<String> {
    private final String info;
    private final CompletableFuture<String> body = new CompletableFuture<>();
    private final StringBuilder signals = new StringBuilder();
    private long bytes;

    Own(ResponseInfo info) {
      String type = info.headers().firstValue("content-type").orElse("no type");
      this.info = info.statusCode() + " " + info.version() + " " + type;
    }

    @Override
    public CompletionStage<String> getBody() {
      return body;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      signals.append("subscribed ");
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
      for (ByteBuffer buffer : buffers) {
        if (!buffer.isReadOnly()) {
          signals.append("writable ");
        }
        bytes += buffer.remaining();
      }
    }

    @Override
    public void onError(Throwable failure) {
      body.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
      body.complete(info + ": " + signals + bytes + " bytes, complete");
    }
  }

  private static final class Counting implements Flow.Subscriber<List<ByteBuffer>> {
    private String text = "";
    private long bytes;

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
      buffers.forEach(buffer -> bytes += buffer.remaining());
    }

    @Override
    public void onError(Throwable failure) {
      text = Show.failure(failure);
    }

    @Override
    public void onComplete() {
      text = bytes + " bytes, complete";
    }
  }

  private static final class CountingLines implements Flow.Subscriber<String> {
    private String text = "";
    private long lines;

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(String line) {
      lines++;
    }

    @Override
    public void onError(Throwable failure) {
      text = Show.failure(failure);
    }

    @Override
    public void onComplete() {
      text = lines + " lines, complete";
    }
  }
}
