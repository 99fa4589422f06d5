package dev.larder.it.programs;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Shortens the files of the cache, which no cache does, while it has their bodies in its hands, and
 * gives what it has to native code. Arguments: the origin, and the directory of the cache.
 */
public final class Shortened {

  /** Bytes of a body. */
  public static final int SIZE = 4_330_000;

  private static final long MOST = 4096;

  private final HttpClient client = HttpClient.newHttpClient();
  private final URI origin;
  private final Path cache;

  private Shortened(URI origin, Path cache) {
    this.origin = origin;
    this.cache = cache;
  }

  public static void main(String[] arguments) throws Exception {
    new Shortened(URI.create(arguments[0]), Path.of(arguments[1])).run();
  }

  private void run() throws Exception {
    afterwards("/kept", "", info -> new Keeping(() -> {}));
    afterwards("/part", "bytes=100000-2000000", info -> new Keeping(() -> {}));
    afterwards("/buffered", "", BodyHandlers.buffering(info -> new Keeping(() -> {}), 100_000));
    afterwards("/mapped", "", info -> BodySubscribers.mapping(new Keeping(() -> {}), all -> all));
    meanwhile("/middle", "", info -> new Keeping(() -> shorten(MOST)));
    meanwhile("/middle/part", "bytes=5000-4000000", info -> new Keeping(() -> shorten(MOST)));
    meanwhile("/last", "", info -> new Keeping(() -> shorten(-1)));
    meanwhile("/last/part", "bytes=5000-", info -> new Keeping(() -> shorten(-1)));
    meanwhile(
        "/array",
        "",
        info -> {
          shorten(MOST);
          return BodySubscribers.mapping(
              BodySubscribers.ofByteArray(), bytes -> List.of(ByteBuffer.wrap(bytes)));
        });
    stream("/stream/middle", "", MOST);
    stream("/stream/last", "", -1);
    stream("/stream/part", "bytes=5000-4000000", MOST);
    own("/own/stream", BodyHandlers.ofInputStream());
    own("/own/lines", BodyHandlers.ofLines());
    own("/own/array", BodyHandlers.ofByteArray());
    own("/own/string", BodyHandlers.ofString());
    own("/own/file", BodyHandlers.ofFile(cache.resolveSibling("file")));
  }

  /** The file is shortened when the body is there. */
  private void afterwards(String path, String range, BodyHandler<List<ByteBuffer>> handler)
      throws Exception {
    byte[] expected = expected(path, range);
    List<ByteBuffer> body = client.send(request(path, range), handler).body();
    shorten(MOST);
    System.out.println(path + ' ' + digested(body, expected));
    again(path);
  }

  /** The file is shortened while the body is delivered: it is right, or fails. */
  private void meanwhile(String path, String range, BodyHandler<List<ByteBuffer>> handler)
      throws Exception {
    byte[] expected = expected(path, range);
    String outcome;
    try {
      outcome = digested(client.send(request(path, range), handler).body(), expected);
    } catch (IOException e) {
      outcome = e.getMessage() == null ? e.toString() : e.getMessage();
    }
    System.out.println(path + ' ' + outcome);
    again(path);
  }

  /** The file is shortened when the first byte was read: all that is read is right. */
  private void stream(String path, String range, long to) throws Exception {
    byte[] expected = expected(path, range);
    byte[] read = new byte[expected.length];
    String outcome;
    int length = 0;
    try (InputStream body =
        client.send(request(path, range), BodyHandlers.ofInputStream()).body()) {
      length = body.readNBytes(read, 0, 1);
      shorten(to);
      for (int more; (more = body.read(read, length, Math.max(1, read.length - length))) > 0; ) {
        length += more;
      }
      outcome = "completed";
    } catch (IOException e) {
      outcome = e.getMessage() == null ? e.toString() : e.getMessage();
    }
    boolean right = length > 0 && Arrays.equals(expected, 0, length, read, 0, length);
    System.out.println(path + (right ? " " : " wrong ") + outcome);
    again(path);
  }

  /** A handler of the client's own reads a body whose file is shortened by then. */
  private void own(String path, BodyHandler<?> handler) throws Exception {
    expected(path, "");
    String outcome;
    try {
      Object body =
          client
              .send(
                  request(path, ""),
                  info -> {
                    shorten(MOST);
                    return handler.apply(info);
                  })
              .body();
      if (body instanceof InputStream stream) {
        stream.read();
      }
      outcome = "completed";
    } catch (IOException e) {
      outcome = e.getClass().getName();
    }
    System.out.println(path + ' ' + outcome);
    again(path);
  }

  /** Has a response stored, and says what a request for this part of it is to bring. */
  private byte[] expected(String path, String range) throws Exception {
    client.send(request(path, ""), BodyHandlers.ofByteArray());
    byte[] whole = Item.body(path, 0, SIZE);
    if (range.isEmpty()) {
      return whole;
    }
    String[] ends = range.substring("bytes=".length()).split("-", -1);
    int end = ends[1].isEmpty() ? SIZE : Integer.parseInt(ends[1]) + 1;
    return Arrays.copyOfRange(whole, Integer.parseInt(ends[0]), end);
  }

  private void again(String path) throws Exception {
    byte[] body = client.send(request(path, ""), BodyHandlers.ofByteArray()).body();
    if (!Arrays.equals(Item.body(path, 0, SIZE), body)) {
      System.out.println(path + " wrong afterwards");
    }
  }

  private HttpRequest request(String path, String range) {
    HttpRequest.Builder request = HttpRequest.newBuilder(origin.resolve(path));
    return range.isEmpty() ? request.build() : request.header("Range", range).build();
  }

  /** To so many bytes, or by so many where that is negative. */
  private void shorten(long to) {
    try (Stream<Path> files = Files.walk(cache)) {
      for (Path file : files.filter(file -> file.toString().endsWith(".entry")).toList()) {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
          open.setLength(to < 0 ? open.length() + to : Math.min(open.length(), to));
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Lets native code read the buffers, and compares what comes out. */
  private static String digested(List<ByteBuffer> body, byte[] expected)
      throws DataFormatException {
    CRC32 expectedCrc = new CRC32();
    expectedCrc.update(expected);
    CRC32C expectedCrcC = new CRC32C();
    expectedCrcC.update(expected);
    CRC32 crc = new CRC32();
    CRC32C crcC = new CRC32C();
    Deflater deflater = new Deflater(1);
    byte[] deflated = new byte[expected.length + expected.length / 10 + 1000];
    int size = 0;
    for (ByteBuffer buffer : body) {
      crc.update(buffer.duplicate());
      crcC.update(buffer.duplicate());
      deflater.setInput(buffer.duplicate());
      size += deflater.deflate(deflated, size, deflated.length - size, Deflater.SYNC_FLUSH);
      Inflater inflater = new Inflater(true);
      inflater.setInput(buffer.duplicate());
      try {
        inflater.inflate(new byte[100]); // of what is not compressed
      } catch (DataFormatException e) {
        // as expected
      }
      inflater.end();
    }
    deflater.finish();
    size += deflater.deflate(deflated, size, deflated.length - size);
    deflater.end();
    Inflater inflater = new Inflater();
    inflater.setInput(deflated, 0, size);
    byte[] inflated = new byte[expected.length];
    int length = inflater.inflate(inflated);
    inflater.end();
    boolean right =
        length == expected.length
            && Arrays.equals(expected, inflated)
            && crc.getValue() == expectedCrc.getValue()
            && crcC.getValue() == expectedCrcC.getValue();
    return right ? "right" : "wrong";
  }

  /**
   * Keeps the buffers that it is given, asks for one item at a time, and does something between.
   */
  private static final class Keeping implements BodySubscriber<List<ByteBuffer>> {

    private final Runnable afterTheFirst;
    private final CompletableFuture<List<ByteBuffer>> body = new CompletableFuture<>();
    private final List<ByteBuffer> kept = new ArrayList<>();
    private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();

    Keeping(Runnable afterTheFirst) {
      this.afterTheFirst = afterTheFirst;
    }

    @Override
    public CompletionStage<List<ByteBuffer>> getBody() {
      return body;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription.complete(given);
      given.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
      if (kept.isEmpty()) {
        afterTheFirst.run();
      }
      kept.addAll(buffers);
      subscription.join().request(1);
    }

    @Override
    public void onError(Throwable failure) {
      body.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
      body.complete(kept);
    }
  }
}
